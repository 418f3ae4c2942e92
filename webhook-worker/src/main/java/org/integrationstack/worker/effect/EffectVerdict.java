package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of an effect after a claim of it.
 *
 * @param result what its receiver calls it
 * @param delay after what time it is due again; empty when it is settled
 * @param counts what the claim adds to the effect's history
 */
public record EffectVerdict(
        EffectStatus status,
        Optional<String> reason,
        Map<String, Object> result,
        Optional<Duration> delay,
        Counts counts) {
    public EffectVerdict {
        result = Map.copyOf(result);
    }

    /** What a claim was. */
    public enum Counts {
        /** An attempt whose end is known, and no failure. */
        ATTEMPT,
        /** An attempt that failed. */
        FAILURE,
        /** An attempt that failed without anybody knowing whether it was performed. */
        UNSEEN,
        /** No attempt was made. */
        NOTHING
    }
}
