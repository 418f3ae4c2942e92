package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.Account;

/**
 * An account of a provider, connected by a user.
 *
 * @param issuer who issued the grant: with the account's id, what makes the account unique
 * @param revocation present once disconnected
 * @param expiresAt when the current access token ends; empty where it does not, or nobody knows
 * @param version raised by one with every change; a reader ignores versions that are not newer
 */
public record Connection(
        ConnectionId id,
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        URI issuer,
        Account account,
        GrantedScopes scopes,
        ConnectionStatus status,
        Optional<Revocation> revocation,
        Optional<Instant> expiresAt,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    public Connection {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(scopes, "scopes");
        Objects.requireNonNull(expiresAt, "expiry");
        Objects.requireNonNull(createdAt, "created");
        Objects.requireNonNull(updatedAt, "updated");
        if (revocation.isPresent() != (status == ConnectionStatus.DISCONNECTED)) {
            throw new IllegalArgumentException("a connection has a revocation if, and only if, it is disconnected");
        }
    }
}
