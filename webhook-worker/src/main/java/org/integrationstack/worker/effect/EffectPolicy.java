package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

import org.integrationstack.worker.effect.EffectOutcome.Done;
import org.integrationstack.worker.effect.EffectOutcome.NotDone;
import org.integrationstack.worker.effect.EffectOutcome.Postponed;
import org.integrationstack.worker.effect.EffectOutcome.Refused;
import org.integrationstack.worker.effect.EffectOutcome.Uncertain;
import org.integrationstack.worker.effect.EffectVerdict.Counts;

/**
 * What becomes of effects. One that failed is tried again after a random time between nothing and a limit that doubles
 * with each failure ("full jitter"), not before its receiver wishes, until there were enough failures. One whose attempt
 * nobody saw the end of is tried again only if it may be repeated. What is given up is {@code failed} if it was certainly
 * not performed, else {@code unknown}.
 *
 * @param maxFailures how many failures are enough
 * @param retryDelay the limit before the second attempt
 * @param longestDelay where the limit stops doubling
 */
record EffectPolicy(int maxFailures, Duration retryDelay, Duration longestDelay, RandomGenerator random) {
    /** An effect that ends its replica each time would otherwise do so for ever. */
    private static final int MAX_UNSEEN = 10;

    private static final Duration LONGEST_WISH = Duration.ofHours(24);
    private static final int MAX_DOUBLINGS = 30;

    /** What becomes of it without a further attempt; empty where one is to be made. */
    Optional<EffectVerdict> before(EffectClaim claim, boolean isRepeatable) {
        if (claim.interrupted() && !isRepeatable) {
            return Optional.of(unknown("an attempt was interrupted, and is not repeated", Counts.NOTHING));
        }
        if (claim.unseen() >= MAX_UNSEEN) {
            return Optional.of(unknown("no attempt came to its end", Counts.NOTHING));
        }
        return Optional.empty();
    }

    EffectVerdict after(EffectClaim claim, EffectOutcome outcome, boolean isRepeatable) {
        if (outcome instanceof Done done) {
            return new EffectVerdict(
                    EffectStatus.SUCCEEDED, Optional.empty(), done.result(), Optional.empty(), Counts.ATTEMPT);
        }
        if (outcome instanceof Refused refused) {
            return givenUp(claim, refused.reason(), Counts.FAILURE);
        }
        if (outcome instanceof Postponed postponed) {
            EffectStatus before = claim.attempts() > 1 ? EffectStatus.RETRYING : EffectStatus.PENDING;
            return again(before, postponed.reason(), postponed.until(), Counts.NOTHING);
        }
        if (outcome instanceof NotDone notDone) {
            return isExhausted(claim)
                    ? givenUp(claim, notDone.reason(), Counts.FAILURE)
                    : again(EffectStatus.RETRYING, notDone.reason(), delay(claim, notDone.after()), Counts.FAILURE);
        }
        String reason = ((Uncertain) outcome).reason();
        return isExhausted(claim) || !isRepeatable
                ? unknown(reason, Counts.UNSEEN)
                : again(EffectStatus.RETRYING, reason, delay(claim, Optional.empty()), Counts.UNSEEN);
    }

    private boolean isExhausted(EffectClaim claim) {
        return claim.failures() + 1 >= maxFailures;
    }

    private Duration delay(EffectClaim claim, Optional<Duration> wish) {
        Duration doubled = retryDelay.multipliedBy(1L << Math.min(claim.failures(), MAX_DOUBLINGS));
        long limit = Math.min(doubled.toMillis(), longestDelay.toMillis());
        Duration jitter = Duration.ofMillis(random.nextLong(limit + 1));
        Duration wanted = wish.orElse(Duration.ZERO);
        return (wanted.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wanted).plus(jitter);
    }

    private static EffectVerdict givenUp(EffectClaim claim, String reason, Counts counts) {
        return claim.unseen() > 0
                ? unknown(reason, counts)
                : new EffectVerdict(EffectStatus.FAILED, Optional.of(reason), Map.of(), Optional.empty(), counts);
    }

    private static EffectVerdict unknown(String reason, Counts counts) {
        return new EffectVerdict(EffectStatus.UNKNOWN, Optional.of(reason), Map.of(), Optional.empty(), counts);
    }

    private static EffectVerdict again(EffectStatus status, String reason, Duration delay, Counts counts) {
        return new EffectVerdict(status, Optional.of(reason), Map.of(), Optional.of(delay), counts);
    }
}
