package org.integrationstack.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.stripe.Ledger.Kind;

/** The API's objects in the shape of {@link Api#VERSION}. Stateless. */
final class Objects {
    private static final Duration PERIOD = Duration.ofDays(30);

    private Objects() {}

    /** Source: docs.stripe.com/api/payment_intents/object. */
    static ObjectNode payment(String id, long amount, String currency, Instant created) {
        ObjectNode payment = Json.object()
                .put("id", id)
                .put("object", Kind.PAYMENT_INTENT.object())
                .put("amount", amount)
                .put("amount_capturable", 0)
                .put("amount_received", 0)
                .put("capture_method", "automatic_async")
                .put("created", created.getEpochSecond())
                .put("currency", currency)
                .putNull("customer")
                .putNull("description")
                .putNull("last_payment_error")
                .putNull("latest_charge")
                .put("livemode", false);
        payment.putObject("metadata");
        payment.putNull("payment_method");
        payment.set("payment_method_types", Json.texts(List.of("card")));
        return payment.put("receipt_email", "customer@example.org").put("status", "requires_payment_method");
    }

    /** A payment intent that went through. */
    static ObjectNode succeed(ObjectNode payment, String charge) {
        return payment.put("status", "succeeded")
                .put("amount_received", payment.path("amount").longValue())
                .put("latest_charge", charge)
                .putNull("last_payment_error");
    }

    /** A payment intent whose card was declined: it waits for another one. */
    static ObjectNode decline(ObjectNode payment, String charge) {
        payment.put("status", "requires_payment_method")
                .put("amount_received", 0)
                .put("latest_charge", charge)
                .putNull("payment_method");
        payment.putObject("last_payment_error")
                .put("charge", charge)
                .put("code", "card_declined")
                .put("decline_code", "generic_decline")
                .put("doc_url", "https://docs.stripe.com/error-codes#card-declined")
                .put("message", "Your card was declined.")
                .put("type", "card_error");
        return payment;
    }

    /** Source: docs.stripe.com/api/customers/object. */
    static ObjectNode customer(String id, String name, String email, Instant created) {
        return Json.object()
                .put("id", id)
                .put("object", Kind.CUSTOMER.object())
                .put("created", created.getEpochSecond())
                .put("email", email)
                .put("livemode", false)
                .put("name", name);
    }

    /** Source: docs.stripe.com/api/subscriptions/object: the period is the items', since 2025-03-31. */
    static ObjectNode subscription(String id, String customer, String price, String currency, Instant created) {
        long begin = created.getEpochSecond();
        long end = begin + PERIOD.toSeconds();
        ObjectNode subscription = Json.object()
                .put("id", id)
                .put("object", Kind.SUBSCRIPTION.object())
                .put("billing_cycle_anchor", begin)
                .putNull("cancel_at")
                .put("cancel_at_period_end", false)
                .putNull("canceled_at")
                .put("collection_method", "charge_automatically")
                .put("created", begin)
                .put("currency", currency)
                .put("customer", customer)
                .putNull("ended_at");
        ObjectNode item = Json.object()
                .put("id", "si_" + id.substring(Kind.SUBSCRIPTION.prefix().length()))
                .put("object", "subscription_item")
                .put("created", begin)
                .put("current_period_end", end)
                .put("current_period_start", begin);
        item.set("price", price(price, currency, begin));
        item.put("quantity", 1).put("subscription", id);
        ObjectNode items = subscription.putObject("items").put("object", "list");
        items.set("data", Json.array(List.of(item)));
        items.put("has_more", false).put("total_count", 1).put("url", "/v1/subscription_items?subscription=" + id);
        subscription.put("livemode", false).putObject("metadata");
        return subscription.put("start_date", begin).put("status", "active").putNull("trial_end");
    }

    /** A subscription that ended. */
    static ObjectNode cancel(ObjectNode subscription, Instant at) {
        return subscription
                .put("status", "canceled")
                .put("canceled_at", at.getEpochSecond())
                .put("ended_at", at.getEpochSecond());
    }

    /** Source: docs.stripe.com/api/invoices/object: what it belongs to is its parent's, since 2025-03-31. */
    static ObjectNode invoice(String id, ObjectNode subscription, String email, Instant created) {
        long amount = subscription.at("/items/data/0/price/unit_amount").longValue();
        ObjectNode invoice = Json.object()
                .put("id", id)
                .put("object", Kind.INVOICE.object())
                .put("amount_due", amount)
                .put("amount_paid", 0)
                .put("amount_remaining", amount)
                .put("attempt_count", 1)
                .put("attempted", true)
                .put("billing_reason", "subscription_cycle")
                .put("collection_method", "charge_automatically")
                .put("created", created.getEpochSecond())
                .put("currency", subscription.path("currency").asText())
                .put("customer", subscription.path("customer").asText())
                .put("customer_email", email)
                .put("hosted_invoice_url", "https://invoice.stripe.com/i/" + id)
                .put("livemode", false)
                .put("next_payment_attempt", created.plus(Duration.ofDays(3)).getEpochSecond())
                .put("number", "SANDBOX-0001");
        invoice.putObject("parent")
                .put("type", "subscription_details")
                .putNull("quote_details")
                .putObject("subscription_details")
                .put("subscription", subscription.path("id").asText());
        return invoice.put("status", "open").put("total", amount);
    }

    private static ObjectNode price(String id, String currency, long created) {
        ObjectNode price = Json.object()
                .put("id", id)
                .put("object", "price")
                .put("active", true)
                .put("created", created)
                .put("currency", currency)
                .put("livemode", false)
                .put("product", "prod_Sandbox");
        price.putObject("recurring").put("interval", "month").put("interval_count", 1);
        return price.put("type", "recurring").put("unit_amount", 1500);
    }
}
