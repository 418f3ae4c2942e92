package org.integrationstack.connections.connection.postgres;

import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Formula;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.GrantedScopes;
import org.integrationstack.connections.connection.Revocation;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.Account;

/** The row of a connection. Scopes are kept as OAuth writes them, separated by blanks: none contains one. */
@Entity
@Table(name = "connection")
class ConnectionEntity {
    /** By way of text: a string sent as jsonb would become a JSON string. */
    private static final String JSON = "cast(cast(? as text) as jsonb)";

    @Id
    UUID id;

    String tenant;
    String owner;
    String provider;
    String issuer;

    @Enumerated(EnumType.STRING)
    ConnectionKind kind;

    @Column(name = "account_id")
    String accountId;

    @Column(name = "account_name")
    String accountName;

    @Column(name = "account_email")
    String accountEmail;

    @Column(name = "account_person")
    String accountPerson;

    @Column(name = "requested_scopes")
    String requestedScopes;

    @Column(name = "granted_scopes")
    String grantedScopes;

    @Column(name = "slot_scopes")
    @ColumnTransformer(read = "slot_scopes::text", write = JSON)
    String slotScopes;

    @Enumerated(EnumType.STRING)
    ConnectionStatus status;

    @Enumerated(EnumType.STRING)
    Revocation revocation;

    @Enumerated(EnumType.STRING)
    @Column(name = "resumes_to")
    ConnectionStatus resumesTo;

    @Enumerated(EnumType.STRING)
    Trouble trouble;

    @Column(name = "slot_troubles")
    @ColumnTransformer(read = "slot_troubles::text", write = JSON)
    String slotTroubles;

    @ColumnTransformer(read = "labels::text", write = JSON)
    String labels;

    @ColumnTransformer(read = "settings::text", write = JSON)
    String settings;

    @ColumnTransformer(read = "inputs::text", write = JSON)
    String inputs;

    /** The one truth is with the token, which is refreshed without a change of the connection. */
    @Formula("(select g.expires_at from connection_grant g where g.connection = id and g.slot = 'main')")
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
        entity.kind = connection.kind();
        entity.inputs = Json.encode(connection.inputs());
        entity.createdAt = connection.createdAt();
        entity.change(connection);
        return entity;
    }

    /** Takes over all that can change in a connection's life. */
    void change(Connection connection) {
        accountId = connection.account().id();
        accountName = connection.account().name().orElse(null);
        accountEmail = connection.account().email().orElse(null);
        accountPerson = connection.account().person().orElse(null);
        requestedScopes = String.join(" ", connection.scopes().requested());
        grantedScopes = String.join(" ", connection.scopes().granted());
        slotScopes = SlotScopes.write(connection.slotScopes());
        status = connection.status();
        resumesTo = connection.resumesTo().orElse(null);
        trouble = connection.trouble().orElse(null);
        slotTroubles = Json.encode(connection.slotTroubles());
        revocation = connection.revocation().orElse(null);
        labels = Json.encode(connection.labels());
        settings = Json.encode(connection.settings());
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
                kind,
                new Account(
                        accountId,
                        Optional.ofNullable(accountName),
                        Optional.ofNullable(accountEmail),
                        Optional.ofNullable(accountPerson)),
                new GrantedScopes(scopes(requestedScopes), scopes(grantedScopes)),
                SlotScopes.read(slotScopes),
                texts(labels),
                new JsonObject(settings).getMap(),
                texts(inputs),
                status,
                Optional.ofNullable(resumesTo),
                Optional.ofNullable(trouble),
                troubles(slotTroubles),
                Optional.ofNullable(revocation),
                Optional.ofNullable(expiresAt).filter(end -> status != ConnectionStatus.DISCONNECTED),
                createdAt,
                updatedAt,
                version);
    }

    private static Map<String, String> texts(String json) {
        Map<String, String> texts = new HashMap<>();
        new JsonObject(json).forEach(entry -> texts.put(entry.getKey(), (String) entry.getValue()));
        return texts;
    }

    private static Map<String, Trouble> troubles(String json) {
        Map<String, Trouble> troubles = new HashMap<>();
        texts(json).forEach((slot, trouble) -> troubles.put(slot, Trouble.valueOf(trouble)));
        return troubles;
    }

    private static Set<String> scopes(String text) {
        return text.isEmpty() ? Set.of() : new LinkedHashSet<>(Arrays.asList(text.split(" ", -1)));
    }
}
