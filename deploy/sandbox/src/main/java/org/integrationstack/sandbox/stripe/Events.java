package org.integrationstack.sandbox.stripe;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Hmac;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.oauth.Secrets;

/**
 * The platform's Connect webhook: events of connected accounts, signed.
 *
 * <p>Source: docs.stripe.com/api/events/object, docs.stripe.com/connect/webhooks and
 * docs.stripe.com/webhooks, "Verify webhook signatures manually".
 */
final class Events {
    private final Registration registration;
    private final Ledger ledger;
    private final Clock clock;
    private final Secrets secrets;

    Events(Registration registration, Ledger ledger, Clock clock, Secrets secrets) {
        this.registration = registration;
        this.ledger = ledger;
        this.clock = clock;
        this.secrets = secrets;
    }

    Webhook ordered(WebhookOrder order) {
        String id = order.deliveryId().orElseGet(() -> "evt_" + secrets.alphanumeric(24));
        String body = order.rawBody().orElseGet(() -> Json.text(payload(order, id)));
        List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
                Map.entry("Content-Type", "application/json; charset=utf-8"),
                Map.entry("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")));
        headers.addAll(signatures(order, body));
        return new Webhook(Stripe.ID, order.event(), id, order.target(), headers, body);
    }

    private ObjectNode payload(WebhookOrder order, String id) {
        ObjectNode event = Json.object()
                .put("id", id)
                .put("object", "event")
                .put("account", Merchant.ACME.id())
                .put("api_version", Api.VERSION)
                .put("created", clock.instant().getEpochSecond());
        event.putObject("data").set("object", object(order));
        event.put("livemode", false).put("pending_webhooks", 1);
        event.putObject("request").putNull("id").putNull("idempotency_key");
        event.put("type", order.event());
        return order.payload().map(changes -> Json.merge(event, changes)).orElse(event);
    }

    /** What the event is about; of what is not imitated, the order must tell. */
    private ObjectNode object(WebhookOrder order) {
        String event = order.event();
        if (event.equals("account.application.deauthorized")) {
            return Json.object()
                    .put("id", registration.clientId())
                    .put("object", "application")
                    .put("name", "Integration Stack");
        }
        for (Ledger.Kind kind : Ledger.Kind.values()) {
            if (event.startsWith(kind.object() + ".")) {
                return example(kind, event.substring(kind.object().length() + 1));
            }
        }
        if (order.payload().isEmpty()) {
            throw Problem.invalid("There is no example of the event '" + event + "'; give its payload.");
        }
        return Json.object();
    }

    private ObjectNode example(Ledger.Kind kind, String what) {
        ObjectNode object = ledger.all(Merchant.ACME, kind).get(0).deepCopy();
        if (what.equals("payment_failed")) {
            object.put("status", "requires_payment_method").put("amount_received", 0);
        }
        return object;
    }

    private List<Map.Entry<String, String>> signatures(WebhookOrder order, String body) {
        if (order.signature() == Signature.MISSING) {
            return List.of();
        }
        String secret = order.secret().orElse(registration.webhookSecret());
        long at = clock.instant().getEpochSecond();
        byte[] mac = Hmac.sha256(order.signature() == Signature.INVALID ? "not " + secret : secret, at + "." + body);
        var header = Map.entry(
                "Stripe-Signature", "t=" + at + ",v1=" + HexFormat.of().formatHex(mac));
        return order.signature() == Signature.DOUBLED ? List.of(header, header) : List.of(header);
    }
}
