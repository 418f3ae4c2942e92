package org.integrationstack.connections.refresh;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RefreshWiringTest {
    private static final Duration CALL = Duration.ofSeconds(10);

    @Test
    void refusesALeaseThatACallCouldOutlast() {
        assertThatThrownBy(() -> RefreshWiring.requireShorter(CALL, Duration.ofSeconds(11)))
                .hasMessageContaining("integration.refresh.lease");
        assertThatCode(() -> RefreshWiring.requireShorter(CALL, Duration.ofSeconds(12)))
                .doesNotThrowAnyException();
    }
}
