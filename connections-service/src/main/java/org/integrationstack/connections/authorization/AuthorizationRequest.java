package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * What is to be connected, for whom, checked against the provider's definition.
 *
 * @param owner whose the connection will be
 * @param initiator who asked: the owner in a signed-in browser, or whoever made the link and may redeem its result
 * @param issuer whom the callback must come from
 * @param returnTo where the browser goes at the end
 * @param connection the connection to renew; a new one, or whichever has the account, if absent
 */
public record AuthorizationRequest(
        Mode mode,
        TenantId tenant,
        UserId owner,
        UserId initiator,
        String provider,
        URI issuer,
        List<String> scopes,
        URI returnTo,
        Optional<ConnectionId> connection) {

    /** Who completes it. */
    public enum Mode {
        /** The signed-in browser that began it. */
        BROWSER,
        /** The program that made the link. */
        PROGRAM
    }

    public AuthorizationRequest {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(initiator, "initiator");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(returnTo, "return to");
        Objects.requireNonNull(connection, "connection");
        scopes = List.copyOf(scopes);
    }
}
