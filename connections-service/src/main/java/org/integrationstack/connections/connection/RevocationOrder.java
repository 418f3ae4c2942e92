package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * A grant to be given back to its provider.
 *
 * @param place the connection's id, or for a grant that none held an id of its own: what its tokens are sealed for
 * @param accountId whose it is; empty where nobody could be asked
 * @param inputs what was given at connect, for the provider's URLs
 * @param since when to begin; a day later it is given up
 */
public record RevocationOrder(
        TenantId tenant,
        UUID place,
        TokenSlot slot,
        RevocationReason reason,
        ProviderId provider,
        URI issuer,
        ConnectionKind kind,
        Optional<String> accountId,
        Map<String, String> inputs,
        SealedGrant grant,
        Instant since) {
    public RevocationOrder {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(slot, "slot");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(accountId, "account");
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(grant, "grant");
        Objects.requireNonNull(since, "since");
    }
}
