package org.integrationstack.sandbox.frame;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A rate limit: so many requests in a fixed window, which begins with a caller's first one. Confined
 * to the event loop.
 *
 * @param <K> who or what is counted for itself
 */
public final class Quota<K> {

    private record Window(Instant end, int used) {}

    private final Clock clock;
    private final Map<K, Window> windows = new HashMap<>();

    public Quota(Clock clock) {
        this.clock = clock;
    }

    /** Counts a request of {@code key}; if it is one too many, how long to wait for the next window. */
    public Optional<Duration> take(K key, int limit, Duration window) {
        Instant now = clock.instant();
        Window present = Optional.ofNullable(windows.get(key))
                .filter(known -> now.isBefore(known.end))
                .orElseGet(() -> new Window(now.plus(window), 0));
        if (present.used >= limit) {
            return Optional.of(Duration.between(now, present.end));
        }
        windows.put(key, new Window(present.end, present.used + 1));
        return Optional.empty();
    }
}
