package org.integrationstack.connections.testing;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeaksTest {
    private final Leaks leaks = new Leaks(Map.of("token", "gho_secret/+token~1", "other", "00Dxx0000001gPL!AQ"));

    @Test
    void findsASecretHoweverItIsWritten() {
        Leaks.writings()
                .forEach(write -> assertThat(leaks.in("before " + write.apply("gho_secret/+token~1") + " after"))
                        .containsExactly("token"));
    }

    @Test
    void findsNothingElse() {
        assertThat(leaks.in("gho_secret/+token~2 and cGxhaW4gdGV4dA==")).isEmpty();
    }
}
