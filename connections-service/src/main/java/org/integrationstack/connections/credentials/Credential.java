package org.integrationstack.connections.credentials;

import java.util.Objects;

import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.refresh.StoredToken;

/** A token, opened, and what belongs to it. */
public record Credential(StoredToken token, Grant grant) {
    public Credential {
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(grant, "grant");
    }
}
