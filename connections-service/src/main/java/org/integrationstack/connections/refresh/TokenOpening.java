package org.integrationstack.connections.refresh;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.SealedGrant;

/** Opens stored tokens, and seals new ones for their place. */
public interface TokenOpening {

    /** Fails with {@link org.integrationstack.common.secret.SealBrokenException} where the keys are gone that sealed it. */
    Uni<Grant> open(StoredToken token);

    /** As {@link #open}, without the refresh token: all that a request to the provider needs, at less cost. */
    Uni<Grant> openForUse(StoredToken token);

    /** The same never twice. */
    SealedGrant seal(TokenRef ref, Grant grant);
}
