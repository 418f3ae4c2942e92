package org.integrationstack.proxy.call;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTest {
    /** A monotonic clock may start anywhere, and overflow. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);

    private final Deadline deadline = Deadline.in(Duration.ofSeconds(2), nanos::get);

    @Test
    void shrinksAsTimePasses() {
        nanos.addAndGet(Duration.ofMillis(500).toNanos());

        assertThat(deadline.remaining()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void limitsAStepToTheShorterTime() {
        assertThat(deadline.remaining(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
        assertThat(deadline.remaining(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void staysAUsableTimeOutWhenItHasPassed() {
        nanos.addAndGet(Duration.ofSeconds(3).toNanos());

        assertThat(deadline.remaining()).isEqualTo(Duration.ofMillis(1));
    }
}
