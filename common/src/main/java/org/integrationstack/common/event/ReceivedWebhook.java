package org.integrationstack.common.event;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Sha256;

/**
 * A delivery of a provider whose signature the gateway has verified, as it travels to the worker.
 *
 * @param id the gateway's own id of this receipt
 * @param provider the provider's id
 * @param endpoint the endpoint it came to; empty for a provider-wide webhook
 * @param tenant the endpoint's tenant; empty for a provider-wide webhook, which the worker routes by account
 * @param connection the endpoint's connection, if it has one; empty for a provider-wide webhook
 * @param deliveryId the provider's id of the delivery
 * @param idSigned whether the provider's signature covers that id
 * @param eventType the provider's name of the event
 * @param account the provider's account that the event belongs to
 * @param orderingKey what must be handled in order; may be empty text
 * @param receivedAt when it came
 * @param headers the headers kept, by lower-case name; never a credential
 * @param contentType the body's media type
 * @param body the raw bytes, as signed
 * @param mac the gateway's proof over all of the above, in base64url; empty until signed
 */
@SuppressWarnings("ArrayRecordComponent") // bodies pass through once; nobody compares or hashes deliveries
public record ReceivedWebhook(
        UUID id,
        String provider,
        Optional<String> endpoint,
        Optional<TenantId> tenant,
        Optional<ConnectionId> connection,
        String deliveryId,
        boolean idSigned,
        String eventType,
        Optional<String> account,
        String orderingKey,
        Instant receivedAt,
        Map<String, String> headers,
        String contentType,
        byte[] body,
        Optional<String> mac) {
    public static final String TYPE = "org.integrationstack.webhook.received.v1";

    private static final String SOURCE = "/webhooks/";

    public ReceivedWebhook {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(endpoint, "endpoint");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(deliveryId, "deliveryId");
        Objects.requireNonNull(eventType, "eventType");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(orderingKey, "orderingKey");
        Objects.requireNonNull(receivedAt, "receivedAt");
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(mac, "mac");
        headers = Map.copyOf(headers);
    }

    /** The same delivery with the gateway's proof. */
    public ReceivedWebhook signedWith(MacKeys keys) {
        String code = Base64.getUrlEncoder().withoutPadding().encodeToString(keys.mac(macInput()));
        return new ReceivedWebhook(
                id,
                provider,
                endpoint,
                tenant,
                connection,
                deliveryId,
                idSigned,
                eventType,
                account,
                orderingKey,
                receivedAt,
                headers,
                contentType,
                body,
                Optional.of(code));
    }

    /** Whether the gateway wrote this delivery, exactly so. False without a proof. */
    public boolean isVerifiedBy(MacKeys keys) {
        try {
            return mac.isPresent()
                    && keys.verify(macInput(), Base64.getUrlDecoder().decode(mac.get()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The key of its record: deliveries of one account that share an ordering key stay in order, whatever characters
     * their parts hold.
     */
    public String recordKey() {
        byte[] parts = lengthPrefixed(endpoint.orElse(provider), account.orElse(""), orderingKey);
        return Sha256.hex(parts);
    }

    /** This delivery as an event, whose data is the raw body. */
    public CloudEvent toCloudEvent() {
        Map<String, String> extensions = new HashMap<>();
        extensions.put("provider", provider);
        extensions.put("deliveryid", deliveryId);
        extensions.put("idsigned", Boolean.toString(idSigned));
        extensions.put("eventtype", eventType);
        extensions.put("orderingkey", orderingKey);
        endpoint.ifPresent(value -> extensions.put("endpoint", value));
        tenant.ifPresent(value -> extensions.put("tenant", value.value()));
        connection.ifPresent(value -> extensions.put("connection", value.toString()));
        account.ifPresent(value -> extensions.put("account", value));
        mac.ifPresent(value -> extensions.put("mac", value));
        headers.forEach((name, value) -> extensions.put(CloudEvent.HTTP_HEADER_PREFIX + name, value));
        URI source = URI.create(SOURCE + provider);
        return new CloudEvent(id, TYPE, source, receivedAt, Optional.empty(), extensions, contentType, body);
    }

    /** @throws MalformedEventException when the event is not such a delivery; its proof is not checked here */
    public static ReceivedWebhook fromCloudEvent(CloudEvent event) {
        if (!event.type().equals(TYPE)) {
            throw new MalformedEventException("expected an event of type " + TYPE);
        }
        try {
            return new ReceivedWebhook(
                    event.id(),
                    event.required("provider"),
                    event.extension("endpoint"),
                    event.extension("tenant").map(TenantId::new),
                    event.extension("connection").map(ReceivedWebhook::connection),
                    event.required("deliveryid"),
                    truth(event.required("idsigned")),
                    event.required("eventtype"),
                    event.extension("account"),
                    event.required("orderingkey"),
                    event.time(),
                    event.httpHeaders(),
                    event.contentType(),
                    event.data(),
                    event.extension("mac"));
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException("an attribute of a webhook event has no valid value");
        }
    }

    private static ConnectionId connection(String value) {
        return ConnectionId.parse(value).orElseThrow(() -> new IllegalArgumentException("no connection's id"));
    }

    private static boolean truth(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private byte[] macInput() {
        StringBuilder keptHeaders = new StringBuilder();
        new TreeMap<>(headers)
                .forEach((name, value) ->
                        keptHeaders.append(name).append('\0').append(value).append('\0'));
        List<String> parts = new ArrayList<>(List.of(
                TYPE,
                id.toString(),
                provider,
                endpoint.map(value -> "endpoint:" + value).orElse(""),
                tenant.map(value -> "tenant:" + value.value()).orElse(""),
                deliveryId,
                Boolean.toString(idSigned),
                eventType,
                account.map(value -> "account:" + value).orElse(""),
                orderingKey,
                receivedAt.toString(),
                keptHeaders.toString(),
                contentType,
                Sha256.hex(body)));
        // Only where there is one: what was written before there were any verifies as before.
        connection.ifPresent(value -> parts.add("connection:" + value));
        return lengthPrefixed(parts.toArray(String[]::new));
    }

    /** Parts in one row so that no two different rows read the same. */
    private static byte[] lengthPrefixed(String... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String part : parts) {
                byte[] text = part.getBytes(StandardCharsets.UTF_8);
                out.writeInt(text.length);
                out.write(text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
