package org.integrationstack.connections.connection.postgres;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.grant.SealedGrant;

/** The row of a connection's sealed grant: apart from the connection, so that no list ever reads a token. */
@Entity
@Table(name = "connection_grant")
class GrantEntity {
    @Id
    UUID connection;

    String tenant;

    @Column(name = "access_token")
    byte[] accessToken;

    @Column(name = "refresh_token")
    byte[] refreshToken;

    @Column(name = "kept_values")
    byte[] values;

    @Column(name = "token_type")
    String tokenType;

    @Column(name = "expires_at")
    Instant expiresAt;

    static GrantEntity of(TenantId tenant, ConnectionId connection, SealedGrant grant) {
        GrantEntity entity = new GrantEntity();
        entity.connection = connection.value();
        entity.tenant = tenant.value();
        entity.change(grant);
        return entity;
    }

    void change(SealedGrant grant) {
        accessToken = grant.accessToken();
        refreshToken = grant.refreshToken().orElse(null);
        values = grant.values();
        tokenType = grant.tokenType();
        expiresAt = grant.expiresAt().orElse(null);
    }

    SealedGrant toSealedGrant() {
        return new SealedGrant(
                accessToken, Optional.ofNullable(refreshToken), values, tokenType, Optional.ofNullable(expiresAt));
    }
}
