package org.integrationstack.worker.effect.email;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class MailboxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.com",
                "a.b+tag@mail.example.co.uk",
                "x@1password.com",
                "o'neil@example.museum",
                "user@xn--bcher-kva.example"
            })
    void takesOneAddress(String text) {
        assertThat(Mailbox.parse(text)).contains(new Mailbox(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "alice",
                "@example.com",
                "alice@",
                "alice@localhost",
                "alice@example.com,bob@example.com",
                "alice@example.com bob@example.com",
                "alice@example.com\r\nBcc: bob@example.com",
                "alice@example.com\n",
                "\ralice@example.com",
                "alice@example.com\u0000",
                "Alice <alice@example.com>",
                "<alice@example.com>",
                "alice@example.com (comment)",
                "\"alice bob\"@example.com",
                "alice@bob@example.com",
                "@relay.example:alice@example.com",
                "friends: alice@example.com;",
                ".alice@example.com",
                "alice.@example.com",
                "al..ice@example.com",
                "alice@example..com",
                "alice@-example.com",
                "alice@[127.0.0.1]",
                "alice@127.0.0.1",
                "alice\u202e@example.com",
                "älice@example.com",
                "null"
            })
    void takesNothingElse(String text) {
        assertThat(Mailbox.parse(text)).isEmpty();
    }

    @Test
    void takesNoneThatIsTooLong() {
        assertThat(Mailbox.parse("a".repeat(65) + "@example.com")).isEmpty();
        assertThat(Mailbox.parse("a@" + "b".repeat(60).concat(".").repeat(5) + "com"))
                .isEmpty();
    }
}
