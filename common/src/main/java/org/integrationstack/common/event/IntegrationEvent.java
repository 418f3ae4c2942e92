package org.integrationstack.common.event;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * Something that a provider told, for consumers within the product that need not know the provider's own form.
 *
 * @param id identifies the event, also when it is published again
 * @param type what happened, e.g. {@code github.push}
 * @param connection the connection to the account that it happened in, or null
 * @param owner who made that connection, or null
 * @param account the provider's account that it happened in, or null
 * @param delivery the worker's id of the delivery it came with
 * @param key events of one tenant and key stay in order
 * @param at when it was received
 * @param data what is known about it
 */
public record IntegrationEvent(
        UUID id,
        TenantId tenant,
        String type,
        String provider,
        ConnectionId connection,
        UserId owner,
        String account,
        UUID delivery,
        String key,
        Instant at,
        Map<String, Object> data) {
    public static final String TYPE = "org.integrationstack.integration.event.v1";

    public IntegrationEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(at, "at");
        data = data == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /** This event as one of the topic; both have one id. */
    public CloudEvent toCloudEvent() {
        return EventJson.write(id, TYPE, URI.create("/webhooks/" + provider), at, type, this);
    }

    /** @throws MalformedEventException when the event is not such a one */
    public static IntegrationEvent fromCloudEvent(CloudEvent event) {
        return EventJson.read(event, TYPE, IntegrationEvent.class);
    }

    /** The key of its record: what a tenant hears about one thing stays in order. */
    public String recordKey() {
        return tenant.value() + ":" + key;
    }
}
