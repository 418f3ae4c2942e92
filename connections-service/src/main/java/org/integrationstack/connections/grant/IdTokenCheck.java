package org.integrationstack.connections.grant;

import java.net.URI;
import java.util.Objects;
import java.util.Set;

import org.integrationstack.common.secret.Secret;

/**
 * An ID token, and what it must say.
 *
 * @param keys where the issuer's keys are
 * @param clientId whom it must be meant for
 * @param nonce which authorization it must answer
 */
public record IdTokenCheck(Secret token, Set<String> issuers, URI keys, String clientId, String nonce) {
    public IdTokenCheck {
        Objects.requireNonNull(token, "token");
        issuers = Set.copyOf(issuers);
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(clientId, "client id");
        Objects.requireNonNull(nonce, "nonce");
    }
}
