package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.integrationstack.worker.delivery.Outcome;

/**
 * When a failed delivery is tried again: after a random time between nothing and a limit that doubles with each attempt
 * ("full jitter"), until there were enough attempts.
 *
 * @param retryDelay the limit before the second attempt
 */
record RetryPolicy(int maxAttempts, Duration retryDelay, RandomGenerator random) {

    /** What becomes of a delivery whose attempt of that number, the first being 1, failed. */
    Outcome afterFailure(int attempt, String reason) {
        if (attempt >= maxAttempts) {
            return new Outcome.Dead(reason);
        }
        long limit = retryDelay.toMillis() << Math.min(attempt - 1, 16);
        return new Outcome.Retry(reason, Duration.ofMillis(random.nextLong(limit + 1)));
    }

    /** Whether an attempt of that number is one too many, as when each of those before it took its replica down. */
    boolean isExhaustedBefore(int attempt) {
        return attempt > maxAttempts;
    }
}
