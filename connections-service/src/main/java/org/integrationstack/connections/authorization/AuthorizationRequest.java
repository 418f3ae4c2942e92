package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.ProvenAccount;
import org.integrationstack.connections.connection.UnheldGrants;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * What is to be connected, for whom, checked against the provider's definition.
 *
 * @param owner whose the connection will be
 * @param initiator who asked: the owner in a signed-in browser, or whoever made the link and may redeem its result
 * @param issuer whom the callback must come from
 * @param kind what a connection of it rests on
 * @param slotScopes what is asked for of further tokens, by slot
 * @param inputs what the provider's URLs need to know, whole and valid
 * @param returnTo where the browser goes at the end
 * @param consent whether the user is to consent anew, though they have before: only then do some providers issue a
 *     refresh token
 * @param connection the connection to renew; a new one, or whichever has the account, if absent
 */
public record AuthorizationRequest(
        Mode mode,
        TenantId tenant,
        UserId owner,
        UserId initiator,
        String provider,
        URI issuer,
        ConnectionKind kind,
        List<String> scopes,
        Map<String, List<String>> slotScopes,
        Map<String, String> inputs,
        URI returnTo,
        boolean consent,
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
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(returnTo, "return to");
        Objects.requireNonNull(connection, "connection");
        scopes = List.copyOf(scopes);
        slotScopes = Map.copyOf(slotScopes);
        inputs = Map.copyOf(inputs);
    }

    /** What came of it: the account, and the grants by which it was proven. */
    ProvenAccount proven(Account account, Map<TokenSlot, Grant> grants) {
        Map<TokenSlot, Set<String>> requested = new HashMap<>();
        slotScopes.forEach((slot, wanted) -> requested.put(new TokenSlot(slot), new LinkedHashSet<>(wanted)));
        requested.put(TokenSlot.MAIN, new LinkedHashSet<>(scopes));
        return new ProvenAccount(
                tenant, owner, new ProviderId(provider), issuer, kind, account, inputs, requested, grants);
    }

    /** Grants of the person's that came of it and that nobody holds. */
    UnheldGrants unheld(Optional<String> accountId, Map<TokenSlot, Grant> grants) {
        return new UnheldGrants(
                tenant, owner, new ProviderId(provider), issuer, ConnectionKind.OAUTH, accountId, inputs, grants);
    }
}
