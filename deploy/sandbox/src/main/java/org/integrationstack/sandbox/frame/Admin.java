package org.integrationstack.sandbox.frame;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;

/** The admin API under {@code /_admin}: the sandbox's README lists it. */
final class Admin {
    private interface Handler extends BiFunction<Call, Map<String, String>, Future<Answer>> {}

    private final Map<String, Provider> providers;
    private final ObjectNode initialSettings;
    private final URI gateway;
    private final Faults faults;
    private final RequestLog log;
    private final Webhooks webhooks;
    private final Routes<Handler> routes = new Routes<>();

    Admin(
            Map<String, Provider> providers,
            ObjectNode initialSettings,
            URI gateway,
            Faults faults,
            RequestLog log,
            Webhooks webhooks) {
        this.providers = providers;
        this.initialSettings = initialSettings;
        this.gateway = gateway;
        this.faults = faults;
        this.log = log;
        this.webhooks = webhooks;
        routes.on("POST", "/_admin/faults", (call, values) -> now(addFault(call)))
                .on("GET", "/_admin/faults", (call, values) -> now(listFaults()))
                .on("DELETE", "/_admin/faults/{id}", (call, values) -> now(removeFault(values.get("id"))))
                .on("POST", "/_admin/webhooks", (call, values) -> sendWebhook(call))
                .on("GET", "/_admin/webhooks", (call, values) -> now(listDeliveries(call)))
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
        Provider provider = provider(input.requiredText("provider"));
        URI target = URI.create(gateway + "/webhooks/" + provider.id());
        return webhooks.send(provider.webhook(WebhookOrder.read(input, target))).map(Admin::outcome);
    }

    private static Answer outcome(Webhooks.Delivery delivery) {
        if (delivery.status().isEmpty()) {
            throw Problem.unanswered(delivery.webhook().target() + " did not answer: " + delivery.body());
        }
        return Answer.json(200, delivery.json());
    }

    private Answer listDeliveries(Call call) {
        String provider = call.parameter("provider").orElse("");
        return list(webhooks.newestFirst().stream()
                .filter(delivery ->
                        provider.isEmpty() || delivery.path("provider").asText().equals(provider))
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
        return Answer.empty(204);
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
