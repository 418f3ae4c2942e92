package org.integrationstack.connections.connection.postgres;

import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import io.vertx.core.json.Json;
import org.hibernate.annotations.ColumnTransformer;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.connections.connection.RevocationOrder;
import org.integrationstack.connections.connection.RevocationReason;

/** The row of a grant that waits to be given back; written here, read by plain SQL. */
@Entity
@Table(name = "grant_revocation")
@IdClass(RevocationEntity.Key.class)
class RevocationEntity {
    @Id
    UUID place;

    @Id
    String slot;

    String tenant;

    @Enumerated(EnumType.STRING)
    RevocationReason reason;

    String provider;
    String issuer;

    @Enumerated(EnumType.STRING)
    ConnectionKind kind;

    @Column(name = "account_id")
    String accountId;

    /** By way of text: a string sent as jsonb would become a JSON string. */
    @ColumnTransformer(read = "inputs::text", write = "cast(cast(? as text) as jsonb)")
    String inputs;

    @Column(name = "access_token")
    byte[] accessToken;

    @Column(name = "refresh_token")
    byte[] refreshToken;

    @Column(name = "kept_values")
    byte[] values;

    @Column(name = "token_type")
    String tokenType;

    Instant since;
    Instant due;

    static RevocationEntity of(RevocationOrder order) {
        RevocationEntity entity = new RevocationEntity();
        entity.place = order.place();
        entity.slot = order.slot().name();
        entity.tenant = order.tenant().value();
        entity.reason = order.reason();
        entity.provider = order.provider().value();
        entity.issuer = order.issuer().toString();
        entity.kind = order.kind();
        entity.accountId = order.accountId().orElse(null);
        entity.inputs = Json.encode(order.inputs());
        entity.accessToken = order.grant().accessToken();
        entity.refreshToken = order.grant().refreshToken().orElse(null);
        entity.values = order.grant().values();
        entity.tokenType = order.grant().tokenType();
        entity.since = order.since();
        entity.due = order.since();
        return entity;
    }

    /** What identifies a row. */
    static final class Key implements Serializable {
        private static final long serialVersionUID = 1;

        UUID place;
        String slot;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Objects.equals(place, key.place) && Objects.equals(slot, key.slot);
        }

        @Override
        public int hashCode() {
            return Objects.hash(place, slot);
        }
    }
}
