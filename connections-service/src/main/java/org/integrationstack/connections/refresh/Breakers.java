package org.integrationstack.connections.refresh;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A breaker per token endpoint, for this replica. Only endpoints in trouble take up room. Thread-safe.
 */
final class Breakers {
    private final Clock clock;
    private final Map<URI, Breaker> troubled = new ConcurrentHashMap<>();

    Breakers(Clock clock) {
        this.clock = clock;
    }

    /** Lets a call through: empty; or says when to come again. Whoever is let through reports what came of it. */
    Optional<Instant> refusal(URI endpoint) {
        Instant now = clock.instant();
        AtomicReference<Instant> refusedUntil = new AtomicReference<>();
        troubled.computeIfPresent(endpoint, (key, breaker) -> {
            if (breaker.admits(now)) {
                return breaker.probing(now);
            }
            refusedUntil.set(breaker.until());
            return breaker;
        });
        return Optional.ofNullable(refusedUntil.get());
    }

    /** It answered, whatever it said. */
    void answered(URI endpoint) {
        troubled.remove(endpoint);
    }

    /** It did not answer, or said that it cannot. */
    void failed(URI endpoint) {
        troubled.compute(
                endpoint, (key, breaker) -> (breaker == null ? Breaker.CLOSED : breaker).failed(clock.instant()));
    }

    /** It answered in a way that concerns every call; the answer says until when no more are made. */
    Instant open(URI endpoint) {
        return troubled.compute(
                        endpoint,
                        (key, breaker) -> (breaker == null ? Breaker.CLOSED : breaker).opened(clock.instant()))
                .until();
    }

    /** How many endpoints get no calls, or only one to try. */
    long openCount() {
        return troubled.values().stream().filter(breaker -> !breaker.closed()).count();
    }
}
