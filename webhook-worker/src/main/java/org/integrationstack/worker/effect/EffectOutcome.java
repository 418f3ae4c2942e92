package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What an attempt came to. Reasons are ours, never a receiver's words, since callers see them. */
public sealed interface EffectOutcome {

    /** What no further attempt would change. */
    sealed interface Settled extends EffectOutcome {}

    /**
     * It is done.
     *
     * @param result what the receiver calls it, such as an id and an address; shown to callers
     */
    record Done(Map<String, Object> result) implements Settled {
        public Done {
            result = Map.copyOf(result);
        }
    }

    /** It was refused, and would be again. */
    record Refused(String reason) implements Settled {}

    /**
     * It was certainly not done, but may be later.
     *
     * @param after the receiver's wish for the time until then
     */
    record NotDone(String reason, Optional<Duration> after) implements EffectOutcome {}

    /** It may have been done, or not. */
    record Uncertain(String reason) implements EffectOutcome {}

    /** It was not tried, since it is not its turn; that is no attempt. */
    record Postponed(String reason, Duration until) implements EffectOutcome {}
}
