package org.integrationstack.connections.endpoint.postgres;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.hibernate.annotations.ColumnTransformer;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointSecret;

/** The row of an endpoint. */
@Entity
@Table(name = "webhook_endpoint")
class EndpointEntity {
    @Id
    UUID id;

    String tenant;
    String provider;
    UUID connection;
    String owner;

    @Column(name = "account_id")
    String accountId;

    /** By way of text: a string sent as jsonb would become a JSON string. */
    @ColumnTransformer(read = "inputs::text", write = "cast(cast(? as text) as jsonb)")
    String inputs;

    @Column(name = "handshake_until")
    Instant handshakeUntil;

    @Column(name = "created_at")
    Instant createdAt;

    long version;

    static EndpointEntity of(Endpoint endpoint) {
        EndpointEntity entity = new EndpointEntity();
        entity.id = endpoint.id();
        entity.tenant = endpoint.tenant().value();
        entity.provider = endpoint.provider().value();
        endpoint.holder().ifPresent(holder -> {
            entity.connection = holder.connection().value();
            entity.owner = holder.owner().value();
            entity.accountId = holder.account();
        });
        entity.inputs = Json.encode(endpoint.values());
        entity.createdAt = endpoint.createdAt();
        entity.change(endpoint);
        return entity;
    }

    /** Takes over all that can change in an endpoint's life. */
    void change(Endpoint endpoint) {
        handshakeUntil = endpoint.handshakeUntil().orElse(null);
        version = endpoint.version();
    }

    Endpoint toEndpoint(List<EndpointSecret> secrets) {
        Map<String, String> values = new HashMap<>();
        new JsonObject(inputs).forEach(entry -> values.put(entry.getKey(), (String) entry.getValue()));
        return new Endpoint(
                id,
                new TenantId(tenant),
                new ProviderId(provider),
                Optional.ofNullable(connection)
                        .map(of -> new Endpoint.Holder(new ConnectionId(of), new UserId(owner), accountId)),
                values,
                Optional.ofNullable(handshakeUntil),
                secrets,
                createdAt,
                version);
    }
}
