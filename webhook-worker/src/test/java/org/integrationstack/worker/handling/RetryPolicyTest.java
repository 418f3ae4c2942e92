package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.worker.delivery.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {
    private final RetryPolicy policy = new RetryPolicy(3, Duration.ofSeconds(2), new Random(7));

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 4000"})
    void spreadsRetriesOverATimeThatDoubles(int attempt, long limitMillis) {
        LongSummaryStatistics delays = IntStream.range(0, 1_000)
                .mapToLong(n -> policy.afterFailure(attempt, "why")
                        .delay()
                        .orElseThrow()
                        .toMillis())
                .summaryStatistics();

        assertThat(delays.getMax()).isBetween(limitMillis * 9 / 10, limitMillis);
        assertThat(delays.getMin()).isBetween(0L, limitMillis / 10);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThat(policy.afterFailure(3, "why")).isEqualTo(new Outcome.Dead("why"));
    }

    @Test
    void makesNoAttemptBeyondTheLast() {
        assertThat(policy.isExhaustedBefore(3)).isFalse();
        assertThat(policy.isExhaustedBefore(4)).isTrue();
    }

    @Test
    void doublesNoFurtherThanTimeGoes() {
        RetryPolicy patient = new RetryPolicy(Integer.MAX_VALUE, Duration.ofSeconds(2), new Random(7));

        assertThat(patient.afterFailure(1_000, "why").delay().orElseThrow()).isPositive();
    }
}
