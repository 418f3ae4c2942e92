package org.integrationstack.connections.grant;

import io.smallrye.mutiny.Uni;

/** Checks ID tokens against their issuers' keys. Answers are outcomes, never failures. */
public interface IdTokens {

    /** Whether the token is the issuer's, for this installation, of this authorization and of now. */
    Uni<IdTokenAnswer> check(IdTokenCheck check);
}
