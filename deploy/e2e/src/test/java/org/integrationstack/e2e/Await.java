package org.integrationstack.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition by looking again and again. */
final class Await {
    private static final long BETWEEN_LOOKS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private Await() {}

    static void until(Duration patience, String condition, Callable<Boolean> look) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!isTrue(look)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within %d s: %s".formatted(patience.toSeconds(), condition));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private static boolean isTrue(Callable<Boolean> look) {
        try {
            return look.call();
        } catch (Exception e) {
            throw new AssertionError("looking failed", e);
        }
    }
}
