package org.integrationstack.connections.refresh;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Has one piece of work done for all who want it at the same time. Thread-safe. */
final class Flights<K, V> {
    private final Map<K, Uni<V>> flying = new ConcurrentHashMap<>();

    /** The work of that key: the one under way, or a new one. It goes on when those who wait for it give up. */
    Uni<V> join(K key, Supplier<Uni<V>> work) {
        return Uni.createFrom().deferred(() -> flying.computeIfAbsent(key, absent -> begin(absent, work)));
    }

    private Uni<V> begin(K key, Supplier<Uni<V>> work) {
        return Uni.createFrom()
                .deferred(work::get)
                .onTermination()
                .invoke(() -> flying.remove(key))
                .memoize()
                .indefinitely();
    }
}
