package org.integrationstack.sandbox.frame;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;

/** The admin API under {@code /_admin}: the sandbox's README lists it. */
final class Admin {
    private static final int MOST_AT_ONCE = 1000;

    private interface Handler extends BiFunction<Call, Map<String, String>, Future<Answer>> {}

    private final Map<String, Provider> providers;
    private final ObjectNode initialSettings;
    private final Faults faults;
    private final RequestLog log;
    private final Webhooks webhooks;
    private final Effects effects;
    private final Routes<Handler> routes = new Routes<>();

    Admin(
            Map<String, Provider> providers,
            ObjectNode initialSettings,
            Faults faults,
            RequestLog log,
            Surroundings surroundings) {
        this.providers = providers;
        this.initialSettings = initialSettings;
        this.faults = faults;
        this.log = log;
        this.webhooks = surroundings.webhooks();
        this.effects = surroundings.effects();
        routes.on("POST", "/_admin/faults", (call, values) -> now(addFault(call)))
                .on("GET", "/_admin/faults", (call, values) -> now(listFaults()))
                .on("DELETE", "/_admin/faults/{id}", (call, values) -> now(removeFault(values.get("id"))))
                .on("POST", "/_admin/webhooks", (call, values) -> sendWebhook(call))
                .on("GET", "/_admin/webhooks", (call, values) -> now(listDeliveries(call)))
                .on("POST", "/_admin/webhooks/retries", (call, values) -> retryWebhooks())
                .on("GET", "/_admin/webhooks/{id}", (call, values) -> now(delivery(values.get("id"))))
                .on("GET", "/_admin/effects", (call, values) -> now(Answer.json(200, effects.page(call))))
                .on("GET", "/_admin/requests", (call, values) -> now(Answer.json(200, log.page(call))))
                .on("POST", "/_admin/endings", (call, values) -> now(end(call)))
                .on("GET", "/_admin/settings", (call, values) -> now(Answer.json(200, settings())))
                .on("POST", "/_admin/settings", (call, values) -> now(changeSettings(call)))
                .on("POST", "/_admin/reset", (call, values) -> now(reset()));
        configure(initialSettings);
    }

    /**
     * Answers, or throws a {@link Problem}.
     *
     * <p>A web page elsewhere must not drive the sandbox through the developer's browser: a name
     * that was rebound to this address shows in {@code Host}, a foreign page in {@code Origin}.
     */
    Future<Answer> answer(Call call) {
        String host = call.header("Host").orElse("");
        boolean foreignOrigin = call.header("Origin")
                .filter(origin -> !origin.equals("http://" + host))
                .isPresent();
        if (foreignOrigin || !host.matches("(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?")) {
            throw Problem.forbidden("The admin API answers this machine's own programs only.");
        }
        var match = routes.find(call.method(), call.path())
                .orElseThrow(() -> Problem.notFound("The admin API has no " + call.method() + " " + call.path() + "."));
        return match.handler().apply(call, match.values());
    }

    private Answer addFault(Call call) {
        Input input = Input.of(call.text(), Faults.MEMBERS);
        Provider provider = provider(input.requiredText("provider"));
        return Answer.json(201, faults.add(provider.id(), input).json());
    }

    private Answer listFaults() {
        return list(faults.all().stream().map(Faults.Fault::json).toList());
    }

    private Answer removeFault(String id) {
        if (!faults.remove(id)) {
            throw Problem.notFound("No such fault waits.");
        }
        return Answer.empty(204);
    }

    private Future<Answer> sendWebhook(Call call) {
        Input input = Input.of(call.text(), WebhookOrder.MEMBERS);
        WebhookOrder order = WebhookOrder.read(input);
        int times = input.number("times", 1, MOST_AT_ONCE).orElse(1);
        Sending sending = sender(order.sender()).webhook(order).with(input.texts("headers"));
        boolean retried = times == 1 && input.flag("retry").orElse(order.genuine());
        return times == 1
                ? webhooks.send(retried ? sending : sending.once()).map(Admin::outcome)
                : copies(sending, times);
    }

    /** The same request several times at once, as a network may double it. */
    private Future<Answer> copies(Sending sending, int times) {
        Sending copied = Sending.of(sending.once().manner(), sending.attempts().make(0, Optional.empty()));
        List<Future<Webhooks.Delivery>> copies =
                Stream.generate(() -> webhooks.send(copied)).limit(times).toList();
        return Future.all(copies).map(all -> deliveries(all.<Webhooks.Delivery>list()));
    }

    private Future<Answer> retryWebhooks() {
        return webhooks.retryNow().map(Admin::deliveries);
    }

    private Answer delivery(String id) {
        return webhooks.find(id)
                .map(delivery -> Answer.json(200, delivery.whole()))
                .orElseThrow(() -> Problem.notFound("No such attempt is remembered."));
    }

    private static Answer outcome(Webhooks.Delivery delivery) {
        if (delivery.outcome().status().isEmpty()) {
            throw Problem.unanswered(delivery.webhook().target() + " did not answer: "
                    + delivery.outcome().body());
        }
        return Answer.json(200, delivery.json());
    }

    private static Answer deliveries(List<Webhooks.Delivery> deliveries) {
        return list(deliveries.stream().map(Webhooks.Delivery::json).toList());
    }

    private Answer listDeliveries(Call call) {
        String provider = call.parameter("provider").orElse("");
        String deliveryId = call.parameter("deliveryId").orElse("");
        return deliveries(webhooks.newestFirst().stream()
                .filter(delivery ->
                        provider.isEmpty() || delivery.webhook().provider().equals(provider))
                .filter(delivery ->
                        deliveryId.isEmpty() || delivery.webhook().deliveryId().equals(deliveryId))
                .toList());
    }

    private Answer end(Call call) {
        Input input = Input.of(call.text(), Ending.MEMBERS);
        int ended = provider(input.requiredText("provider")).end(Ending.read(input));
        return Answer.json(200, Json.object().put("ended", ended));
    }

    private ObjectNode settings() {
        ObjectNode settings = Json.object();
        providers.values().forEach(provider -> settings.set(provider.id(), provider.settings()));
        return settings;
    }

    private Answer changeSettings(Call call) {
        configure(Json.parseObject(call.text()).orElseThrow(() -> Problem.invalid("The body is not a JSON object.")));
        return Answer.json(200, settings());
    }

    private void configure(ObjectNode settings) {
        Input input = Input.of(settings, providers.keySet());
        providers.values().forEach(provider -> input.object(provider.id()).ifPresent(provider::configure));
    }

    private Answer reset() {
        providers.values().forEach(Provider::reset);
        configure(initialSettings);
        faults.clear();
        log.clear();
        webhooks.clear();
        effects.clear();
        return Answer.empty(204);
    }

    private Provider sender(String id) {
        return providers.values().stream()
                .filter(provider -> provider.senders().contains(id))
                .findFirst()
                .orElseGet(() -> provider(id));
    }

    private Provider provider(String id) {
        return Optional.ofNullable(providers.get(id))
                .orElseThrow(() ->
                        Problem.invalid("'provider' must be one of " + String.join(", ", providers.keySet()) + "."));
    }

    private static Answer list(Iterable<? extends JsonNode> items) {
        ObjectNode list = Json.object();
        list.set("items", Json.array(items));
        return Answer.json(200, list.putNull("next"));
    }

    private static Future<Answer> now(Answer answer) {
        return Future.succeededFuture(answer);
    }
}
