package org.integrationstack.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** What the three servers have in common at their start: finding a port, waiting until ready, explaining a failure. */
final class Startup {
    static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final int PORT_ATTEMPTS = 5;
    private static final String PORT_TAKEN = "Address already in use";

    private Startup() {}

    /**
     * Starts on the port asked for, or on a free one when that is 0. A free port may be taken by someone else before the
     * server listens on it; then another is tried.
     */
    static <T> T onPort(String name, int wanted, IntFunction<T> start) {
        if (wanted != 0) {
            Ports.requireFree(name, wanted);
            return start.apply(wanted);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return start.apply(Ports.free());
            } catch (EmbeddedException e) {
                if (attempt == PORT_ATTEMPTS || !e.getMessage().contains(PORT_TAKEN)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Returns when the server is ready.
     *
     * @throws EmbeddedException when its process ends first, with what it said, or when the time is over
     */
    static void await(ChildProcess process, BooleanSupplier ready) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!ready.getAsBoolean()) {
            if (!process.isAlive()) {
                throw new EmbeddedException("%s ended while starting: %s (log: %s)"
                        .formatted(process.name(), process.output(), process.log()));
            }
            if (System.nanoTime() > deadline) {
                process.stop(Duration.ZERO);
                throw new EmbeddedException("%s was not ready within %d s: %s (log: %s)"
                        .formatted(process.name(), READY_WITHIN.toSeconds(), process.output(), process.log()));
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted while waiting for a server", e);
        }
    }
}
