package org.integrationstack.gateway.delivery.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SendersTest {

    private final Senders senders = new Senders(List.of("10.0.0.0/8", " 2001:db8::/32"), "https://hooks.example");

    /** Read from the end: whatever a sender writes before is of no account. */
    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 203.0.113.9, 203.0.113.9",
        "10.1.2.3, '198.51.100.1, 203.0.113.9', 203.0.113.9",
        "10.1.2.3, '203.0.113.9, 10.9.9.9', 203.0.113.9",
        "2001:db8::1, 2001:4860::1, 2001:4860::1",
        "10.1.2.3, '', 10.1.2.3",
        "10.1.2.3, 'hooks.example', 10.1.2.3",
        "10.1.2.3, '203.0.113.9, unknown', 10.1.2.3",
        "10.1.2.3, '203.0.113.9, 999.1.1.1', 999.1.1.1",
        "203.0.113.5, 198.51.100.1, 203.0.113.5"
    })
    void believesTrustedProxiesAlone(String peer, String forwardedFor, String expected) {
        assertThat(senders.addressOf(peer, List.of(forwardedFor))).isEqualTo(expected);
    }

    @Test
    void readsSeveralHeadersAsOne() {
        assertThat(senders.addressOf("10.1.2.3", List.of("198.51.100.1", "203.0.113.9, 10.0.0.1")))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void believesNobodyWhereNobodyIsTrusted() {
        assertThat(new Senders(List.of(), "https://hooks.example").addressOf("10.1.2.3", List.of("203.0.113.9")))
                .isEqualTo("10.1.2.3");
    }

    @Test
    void refusesRangesThatAreNone() {
        assertThatThrownBy(() -> new Senders(List.of("ingress"), "")).isInstanceOf(IllegalArgumentException.class);
    }
}
