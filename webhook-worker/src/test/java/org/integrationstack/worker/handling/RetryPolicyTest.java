package org.integrationstack.worker.handling;

import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPolicyTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final RetryPolicy policy = new RetryPolicy(
            new TestConfig(
                    LEASE,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(2),
                    Map.of("patient", new Retries(Optional.of(1_001), Optional.empty())),
                    Map.of("ep-1", new Retries(Optional.of(2), Optional.of(Duration.ofMillis(1))))),
            new Random(7));

    @ParameterizedTest
    @CsvSource({"1, 2000", "2, 4000"})
    void spreadsRetriesOverATimeThatDoubles(int attempt, long limitMillis) {
        LongSummaryStatistics delays = IntStream.range(0, 1_000)
                .mapToLong(n -> delay(policy.afterFailure(delivery("github", null, attempt), "why"))
                        .toMillis())
                .summaryStatistics();

        assertThat(delays.getMax()).isBetween(limitMillis * 9 / 10, limitMillis);
        assertThat(delays.getMin()).isBetween(0L, limitMillis / 10);
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        assertThat(policy.afterFailure(delivery("github", null, 3), "why")).isEqualTo(new Outcome.Dead("why"));
        assertThat(policy.judge(delivery("github", null, 3), new Outcome.Retry("why", Duration.ZERO)))
                .isEqualTo(new Outcome.Dead("why"));
    }

    @Test
    void doublesNoFurtherThanTimeGoes() {
        assertThat(delay(policy.afterFailure(delivery("patient", null, 1_000), "why")))
                .isPositive();
    }

    @Test
    void comesBackNoSoonerThanAskedFor() {
        Outcome asked = new Outcome.Retry("busy", Duration.ofMinutes(5));

        assertThat(policy.judge(delivery("github", null, 1), asked)).isEqualTo(asked);
        assertThat(delay(policy.judge(delivery("github", null, 2), new Outcome.Retry("busy", Duration.ofMillis(1)))))
                .isGreaterThan(Duration.ofMillis(1));
    }

    @Test
    void whatIsConfiguredNearestCounts() {
        assertThat(policy.afterFailure(delivery("patient", null, 3), "why")).isInstanceOf(Outcome.Retry.class);
        assertThat(policy.afterFailure(delivery("patient", "ep-1", 2), "why")).isInstanceOf(Outcome.Dead.class);
        assertThat(delay(policy.afterFailure(delivery("patient", "ep-1", 1), "why")))
                .isLessThanOrEqualTo(Duration.ofMillis(1));
        assertThat(policy.afterFailure(delivery("patient", "ep-2", 3), "why")).isInstanceOf(Outcome.Retry.class);
    }

    @Test
    void waitingIsNoFailure() {
        Outcome parked = new Outcome.Parked("its order is not there yet", Duration.ofSeconds(1));

        assertThat(policy.judge(delivery("github", null, 100), parked)).isEqualTo(parked);
    }

    private static Duration delay(Outcome outcome) {
        return outcome.delay().orElseThrow();
    }

    private static Delivery delivery(String provider, String endpoint, int attempts) {
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                UUID.randomUUID(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                provider,
                Optional.ofNullable(endpoint),
                Optional.empty(),
                "push",
                "id",
                "key",
                DeliveryStatus.PROCESSING,
                Optional.empty(),
                attempts,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private record Retries(Optional<Integer> maxAttempts, Optional<Duration> retryDelay)
            implements HandlingConfig.Retries {}
}
