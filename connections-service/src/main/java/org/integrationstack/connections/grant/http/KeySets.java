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
 * The keys of issuers, kept for an hour; a fetch that failed is not tried again for two seconds. Where a key is missing
 * that a token names, the set is fetched again, but not more often than every ten seconds: a forged token makes nobody
 * call the issuer for each attempt. Thread-safe.
 *
 * <p>Source: OpenID Connect Core 1.0 section 10.1.1 (rotation of signing keys).
 */
@ApplicationScoped
class KeySets {
    static final Duration LIFE = Duration.ofHours(1);
    static final Duration PAUSE = Duration.ofSeconds(10);
    static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private static final int MOST = 256;

    private final ProviderCalls calls;
    private final Clock clock;
    private final Map<URI, Fetched> sets = new ConcurrentHashMap<>();
    private final Map<URI, Failed> failures = new ConcurrentHashMap<>();

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
        if (fetched != null && fetched.at().plus(age).isAfter(clock.instant())) {
            return Uni.createFrom().item(fetched.keys());
        }
        Failed failed = failures.get(url);
        return failed != null && failed.at().plus(AFTER_FAILURE).isAfter(clock.instant())
                ? Uni.createFrom().failure(failed.why())
                : fetch(url);
    }

    private Uni<List<JsonWebKey>> fetch(URI url) {
        return calls.get(url, Map.of("Accept", "application/json"))
                .map(KeySets::read)
                .invoke(keys -> keep(sets, url, new Fetched(keys, clock.instant())))
                .onFailure()
                .invoke(failure -> keep(failures, url, new Failed(failure, clock.instant())));
    }

    private static <T> void keep(Map<URI, T> kept, URI url, T what) {
        if (kept.size() >= MOST) {
            kept.clear();
        }
        kept.put(url, what);
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

    private record Failed(Throwable why, Instant at) {}
}
