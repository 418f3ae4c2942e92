package org.integrationstack.local.process;

import java.time.Duration;
import java.util.function.LongSupplier;

/** How long to wait before the next start of one part. Used by one thread at a time. */
final class BackOff {

    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration STABLE = Duration.ofSeconds(30);
    private static final int LOOP = 5;

    private final LongSupplier nanoTime;
    private boolean up;
    private long upSince;
    private int failures;

    BackOff() {
        this(System::nanoTime);
    }

    BackOff(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The part is up. */
    void started() {
        up = true;
        upSince = nanoTime.getAsLong();
    }

    /** The part has ended or did not come up: counts it, and says how long to wait. */
    Duration next() {
        boolean wasStable = up && nanoTime.getAsLong() - upSince > STABLE.toNanos();
        up = false;
        failures = wasStable ? 1 : failures + 1;
        Duration wait = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }

    /** How often in a row it has ended without having run for long. */
    int failures() {
        return failures;
    }

    boolean isLooping() {
        return failures >= LOOP;
    }
}
