package org.integrationstack.connections.connection;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * Tokens that a provider issued and that no connection holds.
 *
 * @param owner whose connection they were meant for
 * @param accountId whose they are; empty where nobody knows
 * @param inputs what was given at connect, for the provider's URLs
 */
public record UnheldGrants(
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        URI issuer,
        ConnectionKind kind,
        Optional<String> accountId,
        Map<String, String> inputs,
        Map<TokenSlot, Grant> grants) {
    public UnheldGrants {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(accountId, "account");
        inputs = Map.copyOf(inputs);
        grants = Map.copyOf(grants);
    }
}
