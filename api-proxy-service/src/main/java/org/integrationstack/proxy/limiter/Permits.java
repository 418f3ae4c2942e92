package org.integrationstack.proxy.limiter;

import java.time.Duration;
import java.util.List;

import io.smallrye.mutiny.Uni;

/** Hands out permits to call. */
public interface Permits {
    /**
     * Takes what a call costs from every quota, or nothing from any of them. Never fails: see {@link Decision}.
     *
     * @param quotas all of one provider, at least one
     */
    Uni<Decision> take(List<Quota> quotas);

    /** What came of asking. */
    sealed interface Decision {}

    /** Every quota gave its permits; they count from now. */
    record Granted() implements Decision {}

    /** Some quota has not enough left; none was charged. */
    record Exhausted(Quota quota, Duration retryAfter) implements Decision {}

    /** The count of permits could not be reached; what was charged is not known. */
    record Unavailable() implements Decision {}
}
