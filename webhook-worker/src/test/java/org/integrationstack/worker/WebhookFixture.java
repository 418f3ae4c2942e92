package org.integrationstack.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

/**
 * Webhooks as the gateway would write them, and the connections they belong to. Their ids are signed, so that the same
 * body may come under many. Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares fixtures
public record WebhookFixture(
        UUID id,
        String deliveryId,
        boolean idSigned,
        String type,
        String account,
        String orderingKey,
        String contentType,
        byte[] body,
        Instant receivedAt) {

    /** A push that belongs to the account; a delivery of its own each time. */
    public static WebhookFixture push(String account) {
        return new WebhookFixture(
                UUID.randomUUID(),
                UUID.randomUUID().toString(),
                true,
                "push",
                account,
                "1296269",
                "application/json",
                file("push.json"),
                now());
    }

    public WebhookFixture as(String newType, String file) {
        return new WebhookFixture(
                id, deliveryId, idSigned, newType, account, orderingKey, contentType, file(file), receivedAt);
    }

    public WebhookFixture type(String newType) {
        return new WebhookFixture(
                id, deliveryId, idSigned, newType, account, orderingKey, contentType, body, receivedAt);
    }

    public WebhookFixture body(String newContentType, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new WebhookFixture(
                id, deliveryId, idSigned, type, account, orderingKey, newContentType, bytes, receivedAt);
    }

    public WebhookFixture deliveryId(String newDeliveryId) {
        return new WebhookFixture(
                id, newDeliveryId, idSigned, type, account, orderingKey, contentType, body, receivedAt);
    }

    /** Its provider signs neither id nor type, as GitHub does not. */
    public WebhookFixture bodySignedAlone() {
        return new WebhookFixture(id, deliveryId, false, type, account, orderingKey, contentType, body, receivedAt);
    }

    public WebhookFixture receivedAt(Instant time) {
        return new WebhookFixture(
                id,
                deliveryId,
                idSigned,
                type,
                account,
                orderingKey,
                contentType,
                body,
                time.truncatedTo(ChronoUnit.MILLIS));
    }

    public WebhookFixture orderingKey(String newOrderingKey) {
        return new WebhookFixture(
                id, deliveryId, idSigned, type, account, newOrderingKey, contentType, body, receivedAt);
    }

    /** The provider sends the same delivery again: the gateway gives the receipt an id of its own. */
    public WebhookFixture again() {
        return new WebhookFixture(
                UUID.randomUUID(), deliveryId, idSigned, type, account, orderingKey, contentType, body, now());
    }

    /** Received as a provider-wide webhook. */
    public ReceivedWebhook received() {
        return received(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Received at an endpoint of the tenant. */
    public ReceivedWebhook toEndpoint(String endpoint, String tenant) {
        return received(Optional.of(endpoint), Optional.of(new TenantId(tenant)), Optional.empty());
    }

    /** Received at an endpoint of the tenant's connection. */
    public ReceivedWebhook toEndpoint(String endpoint, String tenant, ConnectionId connection) {
        return received(Optional.of(endpoint), Optional.of(new TenantId(tenant)), Optional.of(connection));
    }

    private ReceivedWebhook received(
            Optional<String> endpoint, Optional<TenantId> tenant, Optional<ConnectionId> connection) {
        return new ReceivedWebhook(
                id,
                "github",
                endpoint,
                tenant,
                connection,
                deliveryId,
                idSigned,
                type,
                Optional.of(account),
                orderingKey,
                receivedAt,
                Map.of("x-github-event", type),
                contentType,
                body,
                Optional.empty());
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** An account that no other test has. */
    public static String newAccount() {
        return Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1);
    }

    /** The first version of a new, active connection. */
    public static ConnectionChanged connection(String tenant, String owner, String account) {
        return connection(ConnectionId.random(), tenant, owner, account, "ACTIVE", 1);
    }

    public static ConnectionChanged connection(
            ConnectionId id, String tenant, String owner, String account, String status, long version) {
        return new ConnectionChanged(
                id,
                new TenantId(tenant),
                new UserId(owner),
                "github",
                "oauth",
                status,
                version,
                new ConnectionChanged.Account(account, "octocat", null),
                null,
                null,
                null,
                Instant.now());
    }

    public static byte[] file(String name) {
        try (InputStream file = WebhookFixture.class.getResourceAsStream("/github/" + name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
