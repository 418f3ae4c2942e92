package org.integrationstack.worker.claiming;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets somebody sleep until there is work. Who takes hold of {@link #next} before looking for work misses no ring, also
 * none between looking and sleeping. Thread-safe.
 */
final class Bell {
    private final AtomicReference<CompletableFuture<Void>> next = new AtomicReference<>(new CompletableFuture<>());

    /** Completes at the next ring from now on. */
    CompletableFuture<Void> next() {
        return next.get();
    }

    void ring() {
        next.getAndSet(new CompletableFuture<>()).complete(null);
    }
}
