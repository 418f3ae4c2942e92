package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.handling.HandlingConfig.Retries;

/**
 * When a failed delivery is tried again: after a random time between nothing and a limit that doubles with each attempt
 * ("full jitter"), and not before whoever refused it wants it to be, until there were enough attempts. Configured for
 * all, for a provider, and for an endpoint, the nearest of which counts. Thread-safe.
 */
final class RetryPolicy {
    private static final int MOST_DOUBLINGS = 16;

    private final HandlingConfig config;
    private final RandomGenerator random;

    RetryPolicy(HandlingConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    /** What becomes of a delivery whose latest attempt, counted in it, failed. */
    Outcome afterFailure(Delivery delivery, String reason) {
        return afterFailure(delivery, Optional.of(reason), Duration.ZERO);
    }

    /** What an attempt comes to: what its handler said, but no more attempts than there may be. */
    Outcome judge(Delivery delivery, Outcome outcome) {
        return outcome instanceof Outcome.Retry retry
                ? afterFailure(delivery, retry.reason(), retry.delay().orElse(Duration.ZERO))
                : outcome;
    }

    private Outcome afterFailure(Delivery delivery, Optional<String> reason, Duration atLeast) {
        int most = nearest(delivery)
                .flatMap(retries -> retries.maxAttempts().stream())
                .findFirst()
                .orElseGet(config::maxAttempts);
        if (delivery.attempts() >= most) {
            return new Outcome.Dead(reason);
        }
        Duration jitter = jitter(delivery);
        return new Outcome.Retry(reason, Optional.of(jitter.compareTo(atLeast) > 0 ? jitter : atLeast));
    }

    private Duration jitter(Delivery delivery) {
        Duration first = nearest(delivery)
                .flatMap(retries -> retries.retryDelay().stream())
                .findFirst()
                .orElseGet(config::retryDelay);
        long limit = first.toMillis() << Math.min(delivery.attempts() - 1, MOST_DOUBLINGS);
        return Duration.ofMillis(random.nextLong(limit + 1));
    }

    private Stream<Retries> nearest(Delivery delivery) {
        return Stream.of(
                        delivery.endpoint().map(config.endpoints()::get),
                        Optional.ofNullable(config.providers().get(delivery.provider())))
                .flatMap(Optional::stream);
    }
}
