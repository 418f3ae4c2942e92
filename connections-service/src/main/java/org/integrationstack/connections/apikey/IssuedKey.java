package org.integrationstack.connections.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;

/**
 * A key as it is kept, without the key.
 *
 * @param name what people call it
 * @param providers to whose connections it is narrowed; empty for all
 * @param connections to which connections it is narrowed; empty for all
 * @param createdBy the admin who made it
 * @param version raised by one with every change
 */
public record IssuedKey(
        UUID id,
        TenantId tenant,
        String name,
        String hash,
        List<String> scopes,
        List<ProviderId> providers,
        List<ConnectionId> connections,
        UserId createdBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        long version) {
    public IssuedKey {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(createdBy, "creator");
        Objects.requireNonNull(createdAt, "created");
        Objects.requireNonNull(expiresAt, "expiry");
        Objects.requireNonNull(revokedAt, "revoked");
        scopes = List.copyOf(scopes);
        providers = List.copyOf(providers);
        connections = List.copyOf(connections);
    }

    /** The same key, revoked. */
    public IssuedKey revoked(Instant at) {
        return new IssuedKey(
                id,
                tenant,
                name,
                hash,
                scopes,
                providers,
                connections,
                createdBy,
                createdAt,
                expiresAt,
                Optional.of(at),
                version + 1);
    }
}
