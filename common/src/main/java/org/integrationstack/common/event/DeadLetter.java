package org.integrationstack.common.event;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/**
 * A delivery that was given up, with the reason, and with what the provider sent, as {@code webhooks.dead-letter} tells
 * of it. Keyed as it was received.
 *
 * @param delivery the worker's id of the delivery, and the event's
 * @param received the gateway's id of the receipt
 * @param tenant whose delivery it was
 * @param provider the provider's id
 * @param connection the connection it belonged to
 * @param endpoint the endpoint it came to; empty for a provider-wide webhook
 * @param account the provider's account that it belonged to
 * @param eventType the provider's name of the event
 * @param deliveryId the provider's id of the delivery
 * @param reason why it was given up
 * @param attempts how many attempts were made
 * @param receivedAt when it came
 * @param at when it was given up
 * @param headers the headers kept, by lower-case name; never a credential
 * @param contentType the body's media type
 * @param body the raw bytes, as signed; none when they could not be read any more
 */
@SuppressWarnings("ArrayRecordComponent") // bodies pass through once; nobody compares or hashes dead letters
public record DeadLetter(
        UUID delivery,
        UUID received,
        TenantId tenant,
        String provider,
        Optional<ConnectionId> connection,
        Optional<String> endpoint,
        Optional<String> account,
        String eventType,
        String deliveryId,
        String reason,
        int attempts,
        Instant receivedAt,
        Instant at,
        Map<String, String> headers,
        String contentType,
        byte[] body) {
    public static final String TYPE = "org.integrationstack.webhook.dead.v1";

    public DeadLetter {
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(received, "received");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(deliveryId, "deliveryId");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(receivedAt, "receivedAt");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(body, "body");
        headers = Map.copyOf(headers);
    }

    /** This dead letter as an event, whose data is the raw body. */
    public CloudEvent toCloudEvent() {
        Map<String, String> extensions = new HashMap<>();
        extensions.put("received", received.toString());
        extensions.put("tenant", tenant.value());
        extensions.put("provider", provider);
        connection.ifPresent(value -> extensions.put("connection", value.toString()));
        endpoint.ifPresent(value -> extensions.put("endpoint", value));
        account.ifPresent(value -> extensions.put("account", value));
        extensions.put("eventtype", eventType);
        extensions.put("deliveryid", deliveryId);
        extensions.put("reason", reason);
        extensions.put("attempts", Integer.toString(attempts));
        extensions.put("receivedat", receivedAt.toString());
        headers.forEach((name, value) -> extensions.put(CloudEvent.HTTP_HEADER_PREFIX + name, value));
        URI source = URI.create("/deliveries");
        return new CloudEvent(delivery, TYPE, source, at, Optional.empty(), extensions, contentType, body);
    }

    /** @throws MalformedEventException when the event is not such a dead letter */
    public static DeadLetter fromCloudEvent(CloudEvent event) {
        if (!event.type().equals(TYPE)) {
            throw new MalformedEventException("expected an event of type " + TYPE);
        }
        try {
            return new DeadLetter(
                    event.id(),
                    UUID.fromString(event.required("received")),
                    new TenantId(event.required("tenant")),
                    event.required("provider"),
                    event.extension("connection").flatMap(ConnectionId::parse),
                    event.extension("endpoint"),
                    event.extension("account"),
                    event.required("eventtype"),
                    event.required("deliveryid"),
                    event.required("reason"),
                    Integer.parseInt(event.required("attempts")),
                    Instant.parse(event.required("receivedat")),
                    event.time(),
                    event.httpHeaders(),
                    event.contentType(),
                    event.data());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new MalformedEventException("an attribute of a dead letter has no valid value");
        }
    }
}
