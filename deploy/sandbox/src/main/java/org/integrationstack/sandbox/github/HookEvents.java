package org.integrationstack.sandbox.github;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.frame.Webhooks;

/**
 * Makes webhooks: those ordered, which come from the app's own hook, and those of repository hooks,
 * which the API's changes set off. As at GitHub, nothing is repeated by itself.
 */
final class HookEvents {
    /**
     * Source: docs.github.com, "Handling webhook deliveries" (an answer is awaited for 10 seconds) and "Handling failed
     * webhook deliveries" (nothing is sent again unless somebody asks).
     */
    private static final Manner MANNER = new Manner(Duration.ofSeconds(10));

    private final Apps apps;
    private final Repositories repositories;
    private final Surroundings surroundings;
    private final Ids ids;
    private final List<Hook.Delivery> appDeliveries = new ArrayList<>();

    HookEvents(Apps apps, Repositories repositories, Surroundings surroundings, Ids ids) {
        this.apps = apps;
        this.repositories = repositories;
        this.surroundings = surroundings;
        this.ids = ids;
    }

    /** The ordered webhook, as the app's hook sends it. */
    Sending ordered(WebhookOrder order) {
        order.requireNoAge("no header of GitHub's says when a webhook was sent");
        Webhook webhook = order(order);
        return Sending.of(MANNER, webhook).telling(delivery -> appDelivered(delivery, false));
    }

    private Webhook order(WebhookOrder order) {
        String payload = order.rawBody().orElseGet(() -> Json.text(payload(order)));
        String body = order.form() ? Form.encode(Map.of("payload", payload)) : payload;
        String deliveryId = order.deliveryId().orElseGet(ids::uuid);
        List<Map.Entry<String, String>> headers =
                headers(order.event(), deliveryId, Payloads.APP_HOOK, "integration", Payloads.APP, order.form());
        headers.addAll(Signer.headers(order.signature(), order.signingSecret(secret(order)), body));
        URI target = order.target().orElseGet(() -> surroundings.webhookAddress(order.sender()));
        return new Webhook(order.sender(), order.event(), deliveryId, target, headers, order.sent(body));
    }

    private String secret(WebhookOrder order) {
        boolean ofGitHubApp = order.sender().equals(GitHub.APP_ID);
        return ofGitHubApp
                ? apps.gitHubApp().orElseThrow().webhookSecret()
                : apps.oauth().webhookSecret();
    }

    /** What the app's hook has sent, newest first. */
    List<Hook.Delivery> appDeliveries() {
        return List.copyOf(appDeliveries);
    }

    /** Sends a delivery of the app's hook again, under its own id. */
    void redeliver(Hook.Delivery delivery) {
        surroundings
                .webhooks()
                .send(Sending.of(MANNER, delivery.webhook()).telling(again -> appDelivered(again, true)));
    }

    private void appDelivered(Webhooks.Delivery delivery, boolean again) {
        Hook.keep(appDeliveries, recorded(ids.number(), Optional.empty(), delivery, again));
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
        String usual = order.sender().equals(GitHub.APP_ID) ? Person.OCTO_ORG.login() : Person.OCTOCAT.login();
        Repository repository = repositories
                .firstOf(order.account().orElse(usual))
                .orElseThrow(() -> Problem.invalid("'account' is none that has a repository."));
        boolean described = order.payload().isPresent() && !Payloads.known(order.event());
        ObjectNode example = described
                ? Payloads.about(repository, Person.OCTOCAT, Json.object())
                : Novelty.of(
                        order.event(),
                        Payloads.example(order.event(), repository, repositories),
                        ids,
                        surroundings.clock().instant());
        return order.payload().map(changes -> Json.merge(example, changes)).orElse(example);
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
        surroundings
                .webhooks()
                .send(Sending.of(MANNER, webhook)
                        .telling(delivery -> Hook.keep(
                                hook.deliveries(), recorded(ids.number(), Optional.of(repository), delivery, again))));
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
    private static Hook.Delivery recorded(
            long id, Optional<Repository> repository, Webhooks.Delivery delivery, boolean again) {
        Webhook webhook = delivery.webhook();
        OptionalInt status = delivery.outcome().status();
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
                .put("repository_id", repository.map(Repository::id).orElse(null))
                .put("url", webhook.target().toString());
        ObjectNode request = json.putObject("request");
        ObjectNode headers = request.putObject("headers");
        webhook.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        request.put("payload", webhook.body());
        json.putObject("response").put("payload", delivery.outcome().body());
        return new Hook.Delivery(id, webhook, json);
    }
}
