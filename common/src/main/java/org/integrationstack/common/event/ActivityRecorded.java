package org.integrationstack.common.event;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * Something happened that a person would want to see in the activity log.
 *
 * @param id identifies the act: recorded twice, it shows once
 * @param type what happened, e.g. {@code github.push}
 * @param connection the connection it happened on, or null
 * @param owner the user whom it concerns, or null when it concerns the tenant
 * @param at when it happened
 * @param summary one line of plain text
 * @param metadata details by name; no secrets
 * @param traceId the W3C trace it belongs to, or null
 */
public record ActivityRecorded(
        UUID id,
        TenantId tenant,
        String type,
        String provider,
        ConnectionId connection,
        UserId owner,
        Instant at,
        String summary,
        Map<String, Object> metadata,
        String traceId) {
    public static final String TYPE = "org.integrationstack.activity.recorded.v1";

    public ActivityRecorded {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(summary, "summary");
        metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }

    /** This act as an event; the event's id is the act's. */
    public CloudEvent toCloudEvent() {
        return EventJson.write(id, TYPE, URI.create("/activity"), at, type, this);
    }

    /** @throws MalformedEventException when the event is not such an act */
    public static ActivityRecorded fromCloudEvent(CloudEvent event) {
        return EventJson.read(event, TYPE, ActivityRecorded.class);
    }

    /** The key of its record: the acts of a tenant stay in order. */
    public String recordKey() {
        return tenant.value();
    }
}
