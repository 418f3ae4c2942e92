package org.integrationstack.connections.authorization;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OneTimeSecretTest {
    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    private final SecureRandom random = new SecureRandom();
    private final OneTimeSecret secret = OneTimeSecret.random(random);

    @Test
    void comesBackAsItWentOut() {
        assertThat(OneTimeSecret.parse(secret.reveal())).contains(secret);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "short",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB"
            })
    void isNothingElse(String text) {
        assertThat(OneTimeSecret.parse(text)).isEmpty();
    }

    @Test
    void opensWhatItSealed() {
        byte[] sealed = secret.seal("state", CONTENT, random);

        assertThat(secret.open("state", sealed)).isEqualTo(CONTENT);
    }

    @Test
    void opensNeitherForAnotherUseNorWithAnotherSecret() {
        byte[] sealed = secret.seal("state", CONTENT, random);

        assertThatThrownBy(() -> secret.open("ticket", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> OneTimeSecret.random(random).open("state", sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void opensNothingThatWasChanged() {
        byte[] sealed = secret.seal("state", CONTENT, random);
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> secret.open("state", sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secret.open("state", new byte[5])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void hasNamesThatTellNothingAndDifferByUse() {
        assertThat(secret.name("state")).isNotEqualTo(secret.name("ticket")).isNotEqualTo(secret.reveal());
        assertThat(secret.name("state"))
                .isEqualTo(OneTimeSecret.parse(secret.reveal()).orElseThrow().name("state"));
    }

    @Test
    void showsNothingInText() {
        assertThat(secret.toString()).doesNotContain(secret.reveal());
    }
}
