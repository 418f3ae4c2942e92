package org.integrationstack.gateway.signature.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

import org.integrationstack.common.http.GuardedHttpClient;
import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.OutboundRequest;
import org.integrationstack.gateway.signature.KeySets;

/**
 * Fetches key sets, and keeps each for an hour; while it cannot be fetched again, for a day. Whoever sends tokens makes
 * nobody call the publisher for each: of all that want a set at once one fetches it, and none more often than every ten
 * seconds, whether that went well or not. Thread-safe.
 *
 * <p>Source: OpenID Connect Core 1.0, section 10.1.1 (rotation of signing keys).
 */
@ApplicationScoped
class FetchedKeySets implements KeySets {
    static final Duration LIFE = Duration.ofHours(1);
    static final Duration EMERGENCY_LIFE = Duration.ofDays(1);
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_BYTES = 256 * 1024;

    private final Fetch fetch;
    private final InstantSource clock;
    /** As many as definitions name; nothing that a sender says adds one. */
    private final Map<URI, State> sets = new ConcurrentHashMap<>();

    @Inject
    FetchedKeySets(GuardedHttpClient client, InstantSource clock) {
        this(
                set -> client.send(new OutboundRequest(
                                HttpMethod.GET,
                                set,
                                Map.of("Accept", "application/json"),
                                new byte[0],
                                TIMEOUT,
                                MAX_BYTES))
                        .map(FetchedKeySets::read),
                clock);
    }

    FetchedKeySets(Fetch fetch, InstantSource clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** Gets a set from where it is published. */
    interface Fetch {
        Uni<List<JsonWebKey>> keys(URI set);
    }

    @Override
    public Uni<List<JsonWebKey>> of(URI set) {
        return within(LIFE, set);
    }

    @Override
    public Uni<List<JsonWebKey>> anew(URI set) {
        return within(PAUSE, set);
    }

    private Uni<List<JsonWebKey>> within(Duration age, URI set) {
        return Uni.createFrom().deferred(() -> state(set).keys(age));
    }

    private State state(URI set) {
        return sets.computeIfAbsent(set, State::new);
    }

    private static List<JsonWebKey> read(InboundResponse response) {
        if (response.status() != 200) {
            throw new IllegalStateException("no key set: status " + response.status());
        }
        try {
            return List.copyOf(new JsonWebKeySet(new String(response.body(), StandardCharsets.UTF_8)).getJsonWebKeys());
        } catch (JoseException | RuntimeException e) {
            throw new IllegalStateException("no key set", e);
        }
    }

    private record Known(List<JsonWebKey> keys, Instant at) {}

    /** One set: what is known of it, when it was asked for last, and who is asking now. */
    private final class State {
        private final URI set;
        private Optional<Known> known = Optional.empty();
        private Instant asked = Instant.MIN;
        private Uni<List<JsonWebKey>> pending;

        State(URI set) {
            this.set = set;
        }

        synchronized Uni<List<JsonWebKey>> keys(Duration age) {
            if (knownWithin(age).isPresent()) {
                return Uni.createFrom().item(known.get().keys());
            }
            if (pending != null) {
                return pending;
            }
            return clock.instant().isBefore(asked.plus(PAUSE)) ? lastResort(notNow()) : fetched();
        }

        private Uni<List<JsonWebKey>> fetched() {
            asked = clock.instant();
            pending = fetch.keys(set)
                    .invoke(this::keep)
                    .onFailure()
                    .recoverWithUni(this::lastResort)
                    .onTermination()
                    .invoke(this::done)
                    .memoize()
                    .indefinitely();
            return pending;
        }

        private synchronized void keep(List<JsonWebKey> keys) {
            known = Optional.of(new Known(keys, clock.instant()));
        }

        private synchronized void done() {
            pending = null;
        }

        private synchronized Uni<List<JsonWebKey>> lastResort(Throwable failure) {
            return knownWithin(EMERGENCY_LIFE)
                    .map(last -> Uni.createFrom().item(last.keys()))
                    .orElseGet(() -> Uni.createFrom().failure(failure));
        }

        private Optional<Known> knownWithin(Duration age) {
            return known.filter(last -> last.at().plus(age).isAfter(clock.instant()));
        }

        private IllegalStateException notNow() {
            return new IllegalStateException("the key set could not be had within the last " + PAUSE);
        }
    }
}
