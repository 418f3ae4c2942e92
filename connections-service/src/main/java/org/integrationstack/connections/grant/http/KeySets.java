package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

import org.integrationstack.common.http.InboundResponse;

/**
 * The keys of issuers, kept for an hour. Where a key is missing that a token names, the set is fetched again, but not
 * more often than every ten seconds: a forged token makes nobody call the issuer for each attempt. Thread-safe.
 *
 * <p>Source: OpenID Connect Core 1.0 section 10.1.1 (rotation of signing keys).
 */
@ApplicationScoped
class KeySets {
    static final Duration LIFE = Duration.ofHours(1);
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final int MOST = 256;

    private final ProviderCalls calls;
    private final Clock clock;
    private final Map<URI, Fetched> sets = new ConcurrentHashMap<>();

    @Inject
    KeySets(ProviderCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /** The keys there, as lately known. */
    Uni<List<JsonWebKey>> of(URI url) {
        return within(LIFE, url);
    }

    /** The keys there, now that one was missing. */
    Uni<List<JsonWebKey>> anew(URI url) {
        return within(PAUSE, url);
    }

    private Uni<List<JsonWebKey>> within(Duration age, URI url) {
        Fetched fetched = sets.get(url);
        return fetched != null && fetched.at().plus(age).isAfter(clock.instant())
                ? Uni.createFrom().item(fetched.keys())
                : fetch(url);
    }

    private Uni<List<JsonWebKey>> fetch(URI url) {
        return calls.get(url, Map.of("Accept", "application/json"))
                .map(KeySets::read)
                .invoke(keys -> keep(url, keys));
    }

    private void keep(URI url, List<JsonWebKey> keys) {
        if (sets.size() >= MOST) {
            sets.clear();
        }
        sets.put(url, new Fetched(keys, clock.instant()));
    }

    private static List<JsonWebKey> read(InboundResponse response) {
        if (response.status() != 200 || Bodies.read(response).isEmpty()) {
            throw new IllegalStateException("no key set");
        }
        try {
            return List.copyOf(new JsonWebKeySet(new String(response.body(), StandardCharsets.UTF_8)).getJsonWebKeys());
        } catch (JoseException | RuntimeException e) {
            throw new IllegalStateException("no key set", e);
        }
    }

    private record Fetched(List<JsonWebKey> keys, Instant at) {}
}
