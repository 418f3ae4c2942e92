package org.integrationstack.sandbox.stripe;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Hmac;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.frame.Webhooks;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.stripe.Ledger.Kind;

/**
 * The platform's Connect webhook: events of connected accounts, signed. Those that are ordered, and, of the types that
 * a setting names, those of what happens here.
 *
 * <p>Source: docs.stripe.com/api/events/object, docs.stripe.com/connect/webhooks and
 * docs.stripe.com/webhooks, "Verify webhook signatures manually".
 */
final class Events {
    static final String DEAUTHORIZED = "account.application.deauthorized";

    /**
     * Source: docs.stripe.com/webhooks, "Retry behavior": in a sandbox three times over a few hours, with growing
     * pauses that are not told; nor is how long an answer is awaited.
     */
    private static final Manner MANNER =
            new Manner(Duration.ofSeconds(20), Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(2));

    private final Registration registration;
    private final Ledger ledger;
    private final Webhooks webhooks;
    private final URI address;
    private final Clock clock;
    private final Secrets secrets;
    private final Supplier<Settings> settings;

    Events(
            Registration registration,
            Ledger ledger,
            Surroundings surroundings,
            Secrets secrets,
            Supplier<Settings> settings) {
        this.registration = registration;
        this.ledger = ledger;
        this.webhooks = surroundings.webhooks();
        this.address = surroundings.webhookAddress(Stripe.ID);
        this.clock = surroundings.clock();
        this.secrets = secrets;
        this.settings = settings;
    }

    Sending ordered(WebhookOrder order) {
        order.requireNoForm();
        String id = order.deliveryId().orElseGet(this::newId);
        String body = order.rawBody().orElseGet(() -> Json.text(payload(order, id)));
        String secret = order.signingSecret(registration.webhookSecret());
        return new Sending(MANNER, (retry, failure) -> {
            List<Map.Entry<String, String>> headers = headers();
            if (order.signature() != Signature.MISSING) {
                headers.add(signature(secret, body, clock.instant().minus(order.age())));
            }
            if (order.signature() == Signature.DOUBLED) {
                headers.add(headers.get(headers.size() - 1));
            }
            return new Webhook(Stripe.ID, order.event(), id, order.target().orElse(address), headers, order.sent(body));
        });
    }

    /** Sends the event, if the platform's endpoint wants its type. */
    void happened(Merchant merchant, String type, ObjectNode object) {
        List<String> wanted = settings.get().events();
        if (!wanted.contains("*") && !wanted.contains(type)) {
            return;
        }
        String id = newId();
        String body = Json.text(event(id, merchant, type, object.deepCopy()));
        webhooks.send(new Sending(MANNER, (retry, failure) -> {
            List<Map.Entry<String, String>> headers = headers();
            headers.add(signature(registration.webhookSecret(), body, clock.instant()));
            return new Webhook(Stripe.ID, type, id, address, headers, body);
        }));
    }

    /** Tells that the merchant's account is no longer connected. */
    void deauthorized(Merchant merchant) {
        happened(merchant, DEAUTHORIZED, application());
    }

    private String newId() {
        return "evt_" + secrets.alphanumeric(24);
    }

    private ObjectNode payload(WebhookOrder order, String id) {
        Merchant merchant = order.account()
                .map(account -> Merchant.of(account)
                        .orElseThrow(() -> Problem.invalid("'account' is none of a merchant here.")))
                .orElse(Merchant.ACME);
        ObjectNode event = event(id, merchant, order.event(), object(order, merchant));
        if (order.event().equals("customer.subscription.updated")) {
            ((ObjectNode) event.get("data")).putObject("previous_attributes").put("status", "past_due");
        }
        order.payload().ifPresent(changes -> change(event, changes));
        return event;
    }

    /** What was paid is what was asked for, unless the order says otherwise. */
    private static void change(ObjectNode event, ObjectNode changes) {
        Json.merge(event, changes);
        boolean paid = event.at("/data/object/status").asText().equals("succeeded");
        if (paid && changes.at("/data/object/amount_received").isMissingNode()) {
            ObjectNode payment = (ObjectNode) event.at("/data/object");
            payment.set("amount_received", payment.get("amount"));
        }
    }

    private ObjectNode event(String id, Merchant merchant, String type, ObjectNode object) {
        ObjectNode event = Json.object()
                .put("id", id)
                .put("object", "event")
                .put("account", merchant.id())
                .put("api_version", Api.VERSION)
                .put("created", clock.instant().getEpochSecond());
        event.putObject("data").set("object", object);
        event.put("livemode", false).put("pending_webhooks", 1);
        event.putObject("request").putNull("id").putNull("idempotency_key");
        return event.put("type", type);
    }

    /** What the event is about; of what is not imitated, the order must tell. */
    private ObjectNode object(WebhookOrder order, Merchant merchant) {
        String type = order.event();
        if (type.equals(DEAUTHORIZED)) {
            return application();
        }
        return Kind.ofEvent(type)
                .map(kind -> example(
                        ledger.all(merchant, kind).get(0).deepCopy(),
                        type.substring(kind.events().length())))
                .orElseGet(() -> {
                    if (order.payload().isEmpty()) {
                        throw Problem.invalid("There is no example of the event '" + type + "'; give its payload.");
                    }
                    return Json.object();
                });
    }

    private ObjectNode application() {
        return Json.object()
                .put("id", registration.clientId())
                .put("object", "application")
                .put("name", "Integration Stack");
    }

    /** As the object is after the event. */
    private ObjectNode example(ObjectNode object, String what) {
        boolean payment = object.path("object").asText().equals(Kind.PAYMENT_INTENT.object());
        boolean subscription = object.path("object").asText().equals(Kind.SUBSCRIPTION.object());
        if (payment && what.equals("payment_failed")) {
            return Objects.decline(object, ledger.newCharge());
        }
        return subscription && what.equals("deleted") ? Objects.cancel(object, clock.instant()) : object;
    }

    private static List<Map.Entry<String, String>> headers() {
        return new ArrayList<>(List.of(
                Map.entry("Cache-Control", "no-cache"),
                Map.entry("Content-Type", "application/json; charset=utf-8"),
                Map.entry("Accept", "*/*; q=0.5, application/xml"),
                Map.entry("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")));
    }

    /** Of test events, Stripe sends a second, made-up signature along, which nobody may accept. */
    private static Map.Entry<String, String> signature(String secret, String body, Instant at) {
        String signed = at.getEpochSecond() + "." + body;
        byte[] madeUp = Hmac.of("HmacSHA256", new byte[] {0}, signed.getBytes(StandardCharsets.UTF_8));
        return Map.entry(
                "Stripe-Signature",
                "t=" + at.getEpochSecond()
                        + ",v1=" + HexFormat.of().formatHex(Hmac.sha256(secret, signed))
                        + ",v0=" + HexFormat.of().formatHex(madeUp));
    }
}
