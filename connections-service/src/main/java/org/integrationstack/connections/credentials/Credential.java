package org.integrationstack.connections.credentials;

import java.util.Objects;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.refresh.StoredToken;

/**
 * A token, opened, and what belongs to it.
 *
 * @param secret what calls are to send: mostly the grant's access token
 */
public record Credential(StoredToken token, Grant grant, Secret secret) {
    public Credential {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(grant, "grant");
        Objects.requireNonNull(secret, "secret");
    }
}
