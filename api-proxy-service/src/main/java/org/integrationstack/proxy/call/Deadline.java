package org.integrationstack.proxy.call;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Until when an answer must have begun: one instant for the whole call, whatever it spends the time on. Measured on a
 * monotonic clock.
 */
public final class Deadline {
    private final LongSupplier nanos;
    private final long end;

    private Deadline(LongSupplier nanos, long end) {
        this.nanos = nanos;
        this.end = end;
    }

    /** A deadline that far from now. */
    public static Deadline in(Duration time) {
        return in(time, System::nanoTime);
    }

    static Deadline in(Duration time, LongSupplier nanos) {
        return new Deadline(nanos, nanos.getAsLong() + time.toNanos());
    }

    /** What is left; at least a millisecond, so that it can serve as a time-out. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(Duration.ofMillis(1).toNanos(), end - nanos.getAsLong()));
    }

    /** The shorter of what is left and a limit of one step. */
    public Duration remaining(Duration limit) {
        Duration remaining = remaining();
        return remaining.compareTo(limit) < 0 ? remaining : limit;
    }
}
