package org.integrationstack.gateway.signature;

import java.net.URI;
import java.util.List;

import io.smallrye.mutiny.Uni;
import org.jose4j.jwk.JsonWebKey;

/** The published keys of identity services. They fail where they cannot be had. Source: RFC 7517, section 5. */
public interface KeySets {

    /** The keys there, as lately known. */
    Uni<List<JsonWebKey>> of(URI set);

    /** The keys there, now that one was missing. */
    Uni<List<JsonWebKey>> anew(URI set);
}
