package org.integrationstack.sandbox.github;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.frame.Webhooks;

/**
 * Makes webhooks: those ordered, which come from the app's own hook, and those of repository hooks,
 * which the API's changes set off. As at GitHub, nothing is repeated by itself.
 */
final class HookEvents {
    private final Registration registration;
    private final Repositories repositories;
    private final Webhooks webhooks;
    private final Ids ids;

    HookEvents(Registration registration, Repositories repositories, Webhooks webhooks, Ids ids) {
        this.registration = registration;
        this.repositories = repositories;
        this.webhooks = webhooks;
        this.ids = ids;
    }

    /** The ordered webhook, as the app's hook sends it. */
    Webhook ordered(WebhookOrder order) {
        String body = order.rawBody().orElseGet(() -> Json.text(payload(order)));
        String deliveryId = order.deliveryId().orElseGet(ids::uuid);
        String secret = order.secret().orElse(registration.webhookSecret());
        List<Map.Entry<String, String>> headers =
                headers(order.event(), deliveryId, Payloads.APP_HOOK, "integration", Payloads.APP, false);
        headers.addAll(Signer.headers(order.signature(), secret, body));
        return new Webhook(GitHub.ID, order.event(), deliveryId, order.target(), headers, body);
    }

    void issue(Repository repository, Person sender, String action, ObjectNode issue) {
        ObjectNode payload = Json.object().put("action", action);
        payload.set("issue", issue.deepCopy());
        emit(repository, "issues", Payloads.about(repository, sender, payload));
    }

    void push(Repository repository, Person pusher, String before, String message, Map<String, String> change) {
        emit(repository, "push", Payloads.push(repository, pusher, before, message, change));
    }

    void ping(Repository repository, Person sender, Hook hook) {
        send(repository, hook, webhook(repository, hook, "ping", Payloads.ping(repository, sender, hook)), false);
    }

    /** Sends a delivery again, under its own id. */
    void redeliver(Repository repository, Hook hook, Hook.Delivery delivery) {
        send(repository, hook, delivery.webhook(), true);
    }

    private ObjectNode payload(WebhookOrder order) {
        boolean described = order.payload().isPresent() && !Payloads.known(order.event());
        ObjectNode usual = described
                ? Payloads.about(repositories.usual(), Person.OCTOCAT, Json.object())
                : Payloads.example(order.event(), repositories);
        return order.payload().map(changes -> Json.merge(usual, changes)).orElse(usual);
    }

    private void emit(Repository repository, String event, ObjectNode payload) {
        repository.hooks().values().stream()
                .filter(hook -> hook.wants(event))
                .forEach(hook -> send(repository, hook, webhook(repository, hook, event, payload), false));
    }

    private Webhook webhook(Repository repository, Hook hook, String event, ObjectNode payload) {
        String json = Json.text(payload);
        String body = hook.form() ? Form.encode(Map.of("payload", json)) : json;
        String deliveryId = ids.uuid();
        List<Map.Entry<String, String>> headers =
                headers(event, deliveryId, hook.id(), "repository", repository.id(), hook.form());
        hook.secret().ifPresent(secret -> headers.addAll(Signer.headers(Signature.VALID, secret, body)));
        return new Webhook(GitHub.ID, event, deliveryId, hook.url(), headers, body);
    }

    private void send(Repository repository, Hook hook, Webhook webhook, boolean again) {
        webhooks.send(webhook)
                .onSuccess(delivery -> hook.delivered(recorded(ids.number(), repository, delivery, again)));
    }

    private static List<Map.Entry<String, String>> headers(
            String event, String deliveryId, long hook, String targetType, long target, boolean form) {
        return new ArrayList<>(List.of(
                Map.entry("Accept", "*/*"),
                Map.entry("Content-Type", form ? "application/x-www-form-urlencoded" : "application/json"),
                Map.entry("User-Agent", "GitHub-Hookshot/044aadd"),
                Map.entry("X-GitHub-Delivery", deliveryId),
                Map.entry("X-GitHub-Event", event),
                Map.entry("X-GitHub-Hook-ID", Long.toString(hook)),
                Map.entry("X-GitHub-Hook-Installation-Target-ID", Long.toString(target)),
                Map.entry("X-GitHub-Hook-Installation-Target-Type", targetType)));
    }

    /** Source: docs.github.com, "REST API endpoints for repository webhooks", deliveries. */
    private static Hook.Delivery recorded(long id, Repository repository, Webhooks.Delivery delivery, boolean again) {
        Webhook webhook = delivery.webhook();
        OptionalInt status = delivery.status();
        ObjectNode json = Json.object()
                .put("id", id)
                .put("guid", webhook.deliveryId())
                .put("delivered_at", delivery.at().toString())
                .put("redelivery", again)
                .put("duration", delivery.duration().toMillis() / 1000.0)
                .put(
                        "status",
                        status.isEmpty()
                                ? "failed to connect"
                                : status.getAsInt() < 300 ? "OK" : "Invalid HTTP Response: " + status.getAsInt())
                .put("status_code", status.orElse(0))
                .put("event", webhook.event())
                .put("repository_id", repository.id())
                .put("url", webhook.target().toString());
        ObjectNode request = json.putObject("request");
        ObjectNode headers = request.putObject("headers");
        webhook.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        request.put("payload", webhook.body());
        json.putObject("response").put("payload", delivery.body());
        return new Hook.Delivery(id, webhook, json);
    }
}
