package org.integrationstack.local.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what comes of something by looking again and again. */
final class Patience {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Patience() {}

    /** @throws UnexpectedException if it does not come soon */
    static <T> T await(String what, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            pause();
        }
        throw new UnexpectedException("expected %s within %d s, saw none".formatted(what, SOON.toSeconds()));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnexpectedException("interrupted");
        }
    }
}
