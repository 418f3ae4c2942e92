package org.integrationstack.connections.connection;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * An account that a completed authorization, or a checked credential, has proven to be this user's, with what opens it.
 *
 * @param kind what a connection of it rests on
 * @param inputs what was asked of the user beforehand, and the authorization was made with
 * @param requestedScopes by slot
 * @param grants by slot; the main one is there
 */
public record ProvenAccount(
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        URI issuer,
        ConnectionKind kind,
        Account account,
        Map<String, String> inputs,
        Map<TokenSlot, Set<String>> requestedScopes,
        Map<TokenSlot, Grant> grants) {
    public ProvenAccount {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(account, "account");
        inputs = Map.copyOf(inputs);
        requestedScopes = Map.copyOf(requestedScopes);
        grants = Map.copyOf(grants);
        Objects.requireNonNull(grants.get(TokenSlot.MAIN), "main grant");
    }

    /** The main grant. */
    public Grant grant() {
        return grants.get(TokenSlot.MAIN);
    }

    /** What was asked for and granted with the main token. */
    GrantedScopes scopes() {
        return scopes(TokenSlot.MAIN);
    }

    /** The same of every other token that was asked for, whether it came or not. */
    Map<String, GrantedScopes> slotScopes() {
        Map<String, GrantedScopes> scopes = new HashMap<>();
        requestedScopes.keySet().forEach(slot -> scopes.put(slot.name(), scopes(slot)));
        grants.keySet().forEach(slot -> scopes.put(slot.name(), scopes(slot)));
        scopes.remove(TokenSlot.MAIN.name());
        return scopes;
    }

    private GrantedScopes scopes(TokenSlot slot) {
        return new GrantedScopes(
                requestedScopes.getOrDefault(slot, Set.of()),
                Optional.ofNullable(grants.get(slot)).map(Grant::scopes).orElse(Set.of()));
    }

    /** The grants, as long as no connection holds them. */
    public UnheldGrants unheld() {
        return new UnheldGrants(tenant, owner, provider, issuer, kind, Optional.of(account.id()), inputs, grants);
    }
}
