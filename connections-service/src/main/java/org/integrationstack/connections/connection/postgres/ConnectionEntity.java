package org.integrationstack.connections.connection.postgres;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.GrantedScopes;
import org.integrationstack.connections.connection.Revocation;
import org.integrationstack.connections.grant.Account;

/** The row of a connection. Scopes are kept as OAuth writes them, separated by blanks: none contains one. */
@Entity
@Table(name = "connection")
class ConnectionEntity {
    @Id
    UUID id;

    String tenant;
    String owner;
    String provider;
    String issuer;

    @Column(name = "account_id")
    String accountId;

    @Column(name = "account_name")
    String accountName;

    @Column(name = "account_email")
    String accountEmail;

    @Column(name = "requested_scopes")
    String requestedScopes;

    @Column(name = "granted_scopes")
    String grantedScopes;

    @Enumerated(EnumType.STRING)
    ConnectionStatus status;

    @Enumerated(EnumType.STRING)
    Revocation revocation;

    @Column(name = "expires_at")
    Instant expiresAt;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;

    long version;

    static ConnectionEntity of(Connection connection) {
        ConnectionEntity entity = new ConnectionEntity();
        entity.id = connection.id().value();
        entity.tenant = connection.tenant().value();
        entity.owner = connection.owner().value();
        entity.provider = connection.provider().value();
        entity.issuer = connection.issuer().toString();
        entity.createdAt = connection.createdAt();
        entity.change(connection);
        return entity;
    }

    /** Takes over all that can change in a connection's life. */
    void change(Connection connection) {
        accountId = connection.account().id();
        accountName = connection.account().name().orElse(null);
        accountEmail = connection.account().email().orElse(null);
        requestedScopes = String.join(" ", connection.scopes().requested());
        grantedScopes = String.join(" ", connection.scopes().granted());
        status = connection.status();
        revocation = connection.revocation().orElse(null);
        expiresAt = connection.expiresAt().orElse(null);
        updatedAt = connection.updatedAt();
        version = connection.version();
    }

    Connection toConnection() {
        return new Connection(
                new ConnectionId(id),
                new TenantId(tenant),
                new UserId(owner),
                new ProviderId(provider),
                URI.create(issuer),
                new Account(accountId, Optional.ofNullable(accountName), Optional.ofNullable(accountEmail)),
                new GrantedScopes(scopes(requestedScopes), scopes(grantedScopes)),
                status,
                Optional.ofNullable(revocation),
                Optional.ofNullable(expiresAt),
                createdAt,
                updatedAt,
                version);
    }

    private static Set<String> scopes(String text) {
        return text.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(text.split(" ", -1)));
    }
}
