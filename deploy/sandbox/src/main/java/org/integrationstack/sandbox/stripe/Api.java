package org.integrationstack.sandbox.stripe;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Quota;
import org.integrationstack.sandbox.frame.Routes;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.stripe.Keys.Actor;
import org.integrationstack.sandbox.stripe.Ledger.Kind;

/**
 * {@code /v1} of {@code api.stripe.com}: accounts, and the lists of payment intents, customers,
 * subscriptions and invoices, of which all but the last can be added to. Confined to the event loop.
 *
 * <p>Source: docs.stripe.com/api.
 */
final class Api {
    static final String VERSION = "2025-09-30.clover";
    private static final int USUAL_PAGE = 10;
    private static final int LARGEST_PAGE = 100;
    private static final int KEPT_ANSWERS = 1000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private interface Handler {
        Answer answer(Request request);
    }

    private record Request(Call call, Map<String, String> values, Actor actor) {
        Kind kind() {
            return Kind.listedAs(values.get("kind")).orElseThrow(() -> unknown(call));
        }
    }

    /** What an idempotency key stands for: the request that came first with it, and its answer. */
    private record Kept(String request, Answer answer) {}

    private final Keys keys;
    private final Ledger ledger;
    private final Events events;
    private final Clock clock;
    private final Quota<Merchant> quota;
    private final Supplier<Settings> settings;
    private final Secrets secrets;
    private final Routes<Handler> routes = new Routes<>();
    private final Map<String, Kept> kept = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
            return size() > KEPT_ANSWERS;
        }
    };

    Api(Keys keys, Ledger ledger, Events events, Clock clock, Supplier<Settings> settings, Secrets secrets) {
        this.keys = keys;
        this.ledger = ledger;
        this.events = events;
        this.clock = clock;
        this.quota = new Quota<>(clock);
        this.settings = settings;
        this.secrets = secrets;
        routes.on(
                        "GET",
                        "/v1/account",
                        request -> account(
                                request.actor(), request.actor().merchant().id()))
                .on(
                        "GET",
                        "/v1/accounts/{id}",
                        request -> account(request.actor(), request.values().get("id")))
                .on("GET", "/v1/{kind}", this::list)
                .on("GET", "/v1/{kind}/{id}", this::one)
                .on("POST", "/v1/{kind}", this::create)
                .on("POST", "/v1/payment_intents/{id}/confirm", this::confirm)
                .on("DELETE", "/v1/subscriptions/{id}", this::cancel);
    }

    Answer answer(Call call) {
        String id = "req_" + secrets.alphanumeric(14);
        Answer answer;
        try {
            answer = answer(call, keys.actor(call));
        } catch (ApiError error) {
            answer = error.answer();
        }
        Map<String, String> headers = new HashMap<>();
        headers.put("Request-Id", id);
        headers.put("Stripe-Version", call.header("Stripe-Version").orElse(VERSION));
        call.header("Stripe-Account").ifPresent(account -> headers.put("Stripe-Account", account));
        call.header("Idempotency-Key").ifPresent(key -> headers.put("Idempotency-Key", key));
        return answer.with(headers);
    }

    private Answer answer(Call call, Actor actor) {
        if (quota.take(actor.merchant(), settings.get().requestsPerSecond(), SECOND)
                .isPresent()) {
            throw ApiError.tooFast();
        }
        var match = routes.find(call.method(), call.path()).orElseThrow(() -> unknown(call));
        if (!call.method().equals("GET") && !actor.writes()) {
            throw ApiError.of(
                    403,
                    "The provided key '%s' does not have the required permissions for this endpoint on account '%s'."
                            .formatted(
                                    ApiError.masked(actor.key()),
                                    actor.merchant().id()));
        }
        Request request = new Request(call, match.values(), actor);
        return call.method().equals("POST")
                ? once(request, match.handler())
                : match.handler().answer(request);
    }

    /** Source: docs.stripe.com/api/idempotent_requests: kept once it was executed, and compared. */
    private Answer once(Request request, Handler handler) {
        Optional<String> key = request.call().header("Idempotency-Key");
        if (key.isEmpty()) {
            return handler.answer(request);
        }
        String scope = request.actor().merchant().id() + " " + key.get();
        String asked = request.call().path() + "?" + request.call().text();
        Kept before = kept.get(scope);
        if (before == null) {
            Answer answer = handler.answer(request);
            kept.put(scope, new Kept(asked, answer));
            return answer;
        }
        if (!before.request().equals(asked)) {
            throw ApiError.idempotency(key.get());
        }
        return before.answer().with("Idempotent-Replayed", "true");
    }

    private Answer account(Actor actor, String id) {
        Merchant merchant = actor.merchant();
        if (id.equals(merchant.id())) {
            return Answer.json(200, merchant.json());
        }
        return Merchant.of(id)
                .filter(other -> merchant.equals(Merchant.PLATFORM) && keys.connected(other))
                .map(other -> Answer.json(200, other.json()))
                .orElseThrow(() -> ApiError.noAccess(actor.key(), id));
    }

    /** Newest first. Source: docs.stripe.com/api/pagination. */
    private Answer list(Request request) {
        Kind kind = request.kind();
        List<ObjectNode> all = new ArrayList<>(ledger.all(request.actor().merchant(), kind));
        Collections.reverse(all);
        int from = request.call()
                .parameter("starting_after")
                .map(id -> 1 + position(all, kind, id))
                .orElse(0);
        int to = Math.min(all.size(), from + limit(request.call()));
        ObjectNode list =
                Json.object().put("object", "list").put("url", request.call().path());
        list.put("has_more", to < all.size());
        list.set("data", Json.array(all.subList(from, to)));
        return Answer.json(200, list);
    }

    private static int position(List<ObjectNode> all, Kind kind, String id) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).path("id").asText().equals(id)) {
                return i;
            }
        }
        throw ApiError.missing(kind.object(), id, "starting_after");
    }

    private static int limit(Call call) {
        String text = call.parameter("limit").orElse(Integer.toString(USUAL_PAGE));
        if (!text.matches("\\d{1,9}")) {
            throw ApiError.of(400, "Invalid integer: " + text).param("limit");
        }
        int limit = Integer.parseInt(text);
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw ApiError.of(400, "This value must be from 1 to 100 (it currently is '%d').".formatted(limit))
                    .param("limit");
        }
        return limit;
    }

    private Answer one(Request request) {
        return Answer.json(200, named(request, request.kind()));
    }

    private ObjectNode named(Request request, Kind kind) {
        String id = request.values().get("id");
        return ledger.one(request.actor().merchant(), kind, id)
                .orElseThrow(() -> ApiError.missing(kind.object(), id, "id"));
    }

    /** Parameters come in a form; objects are answered in JSON. */
    private Answer create(Request request) {
        Map<String, String> form = Form.decode(request.call().text());
        Merchant merchant = request.actor().merchant();
        Kind kind = request.kind();
        ObjectNode made = switch (kind) {
            case CUSTOMER -> ledger.newCustomer(merchant, Form.text(form, "name"), Form.text(form, "email"));
            case PAYMENT_INTENT ->
                ledger.newPayment(merchant, amount(form), required(form, "currency"), Form.text(form, "receipt_email"));
            case SUBSCRIPTION ->
                ledger.newSubscription(merchant, required(form, "customer"), required(form, "items[0][price]"));
            case INVOICE -> throw unknown(request.call());
        };
        events.happened(merchant, kind.events() + "created", made);
        return kind == Kind.PAYMENT_INTENT && form.getOrDefault("confirm", "").equals("true")
                ? paid(merchant, made, form)
                : Answer.json(200, made);
    }

    private Answer confirm(Request request) {
        return paid(
                request.actor().merchant(),
                named(request, Kind.PAYMENT_INTENT),
                Form.decode(request.call().text()));
    }

    /**
     * The card decides.
     *
     * <p>Source: docs.stripe.com/testing: {@code pm_card_visa} goes through, {@code pm_card_chargeDeclined} does not.
     */
    private Answer paid(Merchant merchant, ObjectNode payment, Map<String, String> form) {
        String card = required(form, "payment_method");
        if (payment.path("status").asText().equals("succeeded")) {
            throw ApiError.of(
                            400,
                            "This PaymentIntent's payment_method could not be updated because it has a status of succeeded.")
                    .code("payment_intent_unexpected_state");
        }
        if (card.contains("Declined")) {
            events.happened(merchant, "payment_intent.payment_failed", Objects.decline(payment, ledger.newCharge()));
            throw ApiError.declined();
        }
        Objects.succeed(payment.put("payment_method", card), ledger.newCharge());
        events.happened(merchant, "payment_intent.succeeded", payment);
        return Answer.json(200, payment);
    }

    private Answer cancel(Request request) {
        ObjectNode subscription = Objects.cancel(named(request, Kind.SUBSCRIPTION), clock.instant());
        events.happened(request.actor().merchant(), "customer.subscription.deleted", subscription);
        return Answer.json(200, subscription);
    }

    private static long amount(Map<String, String> form) {
        String amount = required(form, "amount");
        if (!amount.matches("\\d{1,12}")) {
            throw ApiError.of(400, "Invalid integer: " + amount)
                    .code("parameter_invalid_integer")
                    .param("amount");
        }
        return Long.parseLong(amount);
    }

    private static String required(Map<String, String> form, String name) {
        return Form.text(form, name)
                .orElseThrow(() -> ApiError.of(400, "Missing required param: " + name + ".")
                        .code("parameter_missing")
                        .param(name));
    }

    private static ApiError unknown(Call call) {
        return ApiError.of(404, "Unrecognized request URL (%s: %s).".formatted(call.method(), call.path()));
    }
}
