package org.integrationstack.connections.endpoint.postgres;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointSecret;

/** The row of a sealed secret. */
@Entity
@Table(name = "webhook_endpoint_secret")
class SecretEntity {
    @Id
    UUID id;

    UUID endpoint;
    String tenant;
    byte[] secret;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "until")
    Instant endsAt;

    static SecretEntity of(Endpoint endpoint, EndpointSecret secret) {
        SecretEntity entity = new SecretEntity();
        entity.id = secret.id();
        entity.endpoint = endpoint.id();
        entity.tenant = endpoint.tenant().value();
        entity.secret = secret.sealed();
        entity.createdAt = secret.createdAt();
        entity.endsAt = secret.until().orElse(null);
        return entity;
    }

    EndpointSecret toSecret() {
        return new EndpointSecret(id, secret, createdAt, Optional.ofNullable(endsAt));
    }
}
