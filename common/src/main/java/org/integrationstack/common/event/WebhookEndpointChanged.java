package org.integrationstack.common.event;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * The whole state of a webhook endpoint after a change, its secrets sealed. Versions of an endpoint only rise: a consumer
 * ignores one that is not newer than what it has. A record without a value says that the endpoint is gone. What the
 * record says of itself counts only once {@link org.integrationstack.common.webhook.EndpointSeal} has opened it.
 *
 * @param endpoint the id in its URL
 * @param provider who sends there
 * @param connection the connection that it belongs to; without one it belongs to the tenant
 * @param owner the connection's owner
 * @param account the connection's account at the provider
 * @param version raised with every change
 * @param values what the definition's signature scheme asks of an endpoint, by name
 * @param handshakeUntil until when it answers challenges that nobody has signed
 * @param sealed the secrets, sealed together and bound to all of the above; in base64
 * @param at when the change happened
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record WebhookEndpointChanged(
        UUID endpoint,
        TenantId tenant,
        String provider,
        Optional<ConnectionId> connection,
        Optional<UserId> owner,
        Optional<String> account,
        long version,
        Map<String, String> values,
        Optional<Instant> handshakeUntil,
        String sealed,
        Instant at) {
    public static final String TYPE = "org.integrationstack.webhook-endpoint.changed.v1";

    public WebhookEndpointChanged {
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(handshakeUntil, "handshakeUntil");
        Objects.requireNonNull(sealed, "sealed");
        Objects.requireNonNull(at, "at");
        values = values == null ? Map.of() : Map.copyOf(values);
    }

    /** This change as an event with that id. */
    public CloudEvent toCloudEvent(UUID id) {
        return EventJson.write(id, TYPE, URI.create("/webhook-endpoints"), at, endpoint.toString(), this);
    }

    /** @throws MalformedEventException when the event is not such a change */
    public static WebhookEndpointChanged fromCloudEvent(CloudEvent event) {
        return EventJson.read(event, TYPE, WebhookEndpointChanged.class);
    }

    /** The key of its record: all changes of an endpoint stay in order. */
    public String recordKey() {
        return endpoint.toString();
    }
}
