package org.integrationstack.gateway.testing;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jose4j.jwk.JsonWebKey;

import org.integrationstack.gateway.signature.KeySets;

/** Keys that a test publishes. Until it publishes some, none can be had. */
public final class FakeKeySets implements KeySets {

    private List<JsonWebKey> known;
    private List<JsonWebKey> newest;
    private final List<URI> fetched = new ArrayList<>();

    /** What everybody knows, and what whoever asks anew is told. */
    public FakeKeySets publish(List<JsonWebKey> before, List<JsonWebKey> now) {
        known = before;
        newest = now;
        return this;
    }

    /** Sets that were asked for anew. */
    public List<URI> fetched() {
        return fetched;
    }

    @Override
    public Uni<List<JsonWebKey>> of(URI set) {
        return answer(known);
    }

    @Override
    public Uni<List<JsonWebKey>> anew(URI set) {
        fetched.add(set);
        return answer(newest);
    }

    private static Uni<List<JsonWebKey>> answer(List<JsonWebKey> keys) {
        return keys == null
                ? Uni.createFrom().failure(new IllegalStateException("no key set"))
                : Uni.createFrom().item(keys);
    }
}
