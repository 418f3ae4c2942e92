package org.integrationstack.connections.connection.postgres;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.StoredGrant;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/** The row of one sealed grant: apart from its connection, so that no list ever reads a token. */
@Entity
@Table(name = "connection_grant")
@IdClass(GrantEntity.Key.class)
class GrantEntity {
    @Id
    UUID connection;

    @Id
    String slot;

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

    long version;

    @Column(name = "authorized_version")
    long authorizedVersion;

    @Column(name = "previous_refresh_token")
    byte[] previousRefreshToken;

    @Column(name = "issued_at")
    Instant issuedAt;

    long epoch;

    @Column(name = "lease_owner")
    UUID leaseOwner;

    @Column(name = "lease_until")
    Instant leaseUntil;

    @Column(name = "asked_at")
    Instant askedAt;

    @Column(name = "retry_at")
    Instant retryAt;

    int failures;

    @Column(name = "after_refusal")
    boolean afterRefusal;

    @Column(name = "checked_at")
    Instant checkedAt;

    @Column(name = "expected_end")
    Instant expectedEnd;

    @Column(name = "refresh_due")
    Instant refreshDue;

    static GrantEntity of(Connection connection, TokenSlot slot) {
        GrantEntity entity = new GrantEntity();
        entity.connection = connection.id().value();
        entity.slot = slot.name();
        entity.tenant = connection.tenant().value();
        return entity;
    }

    /**
     * Another token in the place of this one. Whoever is renewing the old one finds that he comes too late, and when the
     * new one is due is found out next; one that was not checked yet is not due.
     */
    void change(SealedGrant grant, Connection owner) {
        accessToken = grant.accessToken();
        refreshToken = grant.refreshToken().orElse(null);
        values = grant.values();
        tokenType = grant.tokenType();
        expiresAt = grant.expiresAt().orElse(null);
        version++;
        authorizedVersion = version;
        epoch++;
        previousRefreshToken = null;
        issuedAt = owner.updatedAt();
        leaseOwner = null;
        leaseUntil = null;
        askedAt = null;
        retryAt = null;
        failures = 0;
        afterRefusal = false;
        checkedAt = null;
        expectedEnd = null;
        refreshDue = owner.status() == ConnectionStatus.PENDING ? null : owner.updatedAt();
    }

    StoredGrant toStoredGrant() {
        SealedGrant sealed = new SealedGrant(
                accessToken, Optional.ofNullable(refreshToken), values, tokenType, Optional.ofNullable(expiresAt));
        return new StoredGrant(new TokenSlot(slot), version, sealed);
    }

    /** What makes a row one. */
    static class Key implements Serializable {
        private static final long serialVersionUID = 1L;

        UUID connection;
        String slot;

        Key() {}

        Key(Connection connection, TokenSlot slot) {
            this.connection = connection.id().value();
            this.slot = slot.name();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && connection.equals(key.connection) && slot.equals(key.slot);
        }

        @Override
        public int hashCode() {
            return Objects.hash(connection, slot);
        }
    }
}
