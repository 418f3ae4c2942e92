package org.integrationstack.common.event;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * The whole state of a connection after a change, without its secrets. Versions of a connection only rise: a consumer
 * ignores one that is not newer than what it has.
 *
 * @param kind what its credential is, e.g. {@code oauth}
 * @param status as the API spells it, e.g. {@code ACTIVE}
 * @param account the provider's account, proven by the user's grant
 * @param grantedScopes what the provider granted
 * @param settings what the user set, as the provider's definition describes it
 * @param labels what callers find it by
 * @param at when the change happened
 */
public record ConnectionChanged(
        ConnectionId connection,
        TenantId tenant,
        UserId owner,
        String provider,
        String kind,
        String status,
        long version,
        Account account,
        List<String> grantedScopes,
        Map<String, Object> settings,
        Map<String, String> labels,
        Instant at) {
    public static final String TYPE = "org.integrationstack.connection.changed.v1";

    /** Who the connection is at the provider; {@code email} may be null. */
    public record Account(String id, String name, String email) {}

    public ConnectionChanged {
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(at, "at");
        grantedScopes = grantedScopes == null ? List.of() : List.copyOf(grantedScopes);
        // Events from before there were kinds and labels have neither.
        kind = kind == null ? "oauth" : kind;
        settings = settings == null ? Map.of() : Map.copyOf(settings);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** This change as an event with that id. */
    public CloudEvent toCloudEvent(UUID id) {
        return EventJson.write(id, TYPE, URI.create("/connections"), at, connection.toString(), this);
    }

    /** @throws MalformedEventException when the event is not such a change */
    public static ConnectionChanged fromCloudEvent(CloudEvent event) {
        return EventJson.read(event, TYPE, ConnectionChanged.class);
    }

    /** The key of its record: all changes of a connection stay in order. */
    public String recordKey() {
        return connection.toString();
    }
}
