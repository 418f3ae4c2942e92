package org.integrationstack.sandbox.stripe;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.oauth.Secrets;

/** Every merchant's objects, oldest first. Confined to the event loop. */
final class Ledger {
    private static final int FIRST_PAYMENTS = 25;
    private static final int FIRST_CUSTOMERS = 12;
    private static final String USUAL_PRICE = "price_1SandboxMonthly";
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** A kind of object, where the API has it, and how its events begin. */
    enum Kind {
        PAYMENT_INTENT("payment_intent", "pi_", "payment_intent."),
        // Before customers, whose events begin alike.
        SUBSCRIPTION("subscription", "sub_", "customer.subscription."),
        CUSTOMER("customer", "cus_", "customer."),
        INVOICE("invoice", "in_", "invoice.");

        private final String object;
        private final String prefix;
        private final String events;

        Kind(String object, String prefix, String events) {
            this.object = object;
            this.prefix = prefix;
            this.events = events;
        }

        String object() {
            return object;
        }

        /** How ids begin. */
        String prefix() {
            return prefix;
        }

        /** How the types of events about it begin, with a dot at the end. */
        String events() {
            return events;
        }

        /** The kind whose list is at {@code /v1/{plural}}. */
        static Optional<Kind> listedAs(String plural) {
            return List.of(values()).stream()
                    .filter(kind -> plural.equals(kind.object + "s"))
                    .findFirst();
        }

        /** The kind that an event of that type is about. */
        static Optional<Kind> ofEvent(String type) {
            return List.of(values()).stream()
                    .filter(kind -> type.startsWith(kind.events))
                    .findFirst();
        }
    }

    private final Clock clock;
    private final Secrets secrets;
    private final Map<Merchant, Map<Kind, List<ObjectNode>>> objects = new HashMap<>();

    Ledger(Clock clock, Secrets secrets) {
        this.clock = clock;
        this.secrets = secrets;
    }

    List<ObjectNode> all(Merchant merchant, Kind kind) {
        return objects.computeIfAbsent(merchant, Ledger::first).get(kind);
    }

    Optional<ObjectNode> one(Merchant merchant, Kind kind, String id) {
        return all(merchant, kind).stream()
                .filter(object -> object.path("id").asText().equals(id))
                .findFirst();
    }

    ObjectNode newPayment(Merchant merchant, long amount, String currency, Optional<String> receiptEmail) {
        ObjectNode payment = Objects.payment(newId(Kind.PAYMENT_INTENT), amount, currency, clock.instant());
        payment.put("receipt_email", receiptEmail.orElse(null));
        return added(merchant, Kind.PAYMENT_INTENT, payment);
    }

    ObjectNode newCustomer(Merchant merchant, Optional<String> name, Optional<String> email) {
        return added(
                merchant,
                Kind.CUSTOMER,
                Objects.customer(newId(Kind.CUSTOMER), name.orElse(null), email.orElse(null), clock.instant()));
    }

    ObjectNode newSubscription(Merchant merchant, String customer, String price) {
        return added(
                merchant,
                Kind.SUBSCRIPTION,
                Objects.subscription(newId(Kind.SUBSCRIPTION), customer, price, merchant.currency(), clock.instant()));
    }

    /** An id of a charge, which is not kept. */
    String newCharge() {
        return "ch_" + secrets.alphanumeric(24);
    }

    private ObjectNode added(Merchant merchant, Kind kind, ObjectNode object) {
        all(merchant, kind).add(object);
        return object;
    }

    private String newId(Kind kind) {
        return kind.prefix + secrets.alphanumeric(24);
    }

    private static Map<Kind, List<ObjectNode>> first(Merchant merchant) {
        String suffix = merchant.id().substring("acct_".length());
        List<ObjectNode> payments = new ArrayList<>();
        for (int number = 1; number <= FIRST_PAYMENTS; number++) {
            ObjectNode payment = Objects.payment(
                    "pi_%s%04d".formatted(suffix, number),
                    500L * number,
                    merchant.currency(),
                    BEGIN.plusSeconds(number));
            payments.add(Objects.succeed(payment, "ch_%s%04d".formatted(suffix, number)));
        }
        List<ObjectNode> customers = new ArrayList<>();
        for (int number = 1; number <= FIRST_CUSTOMERS; number++) {
            customers.add(Objects.customer(
                    "cus_%s%04d".formatted(suffix, number),
                    "Customer " + number,
                    "customer%d@example.org".formatted(number),
                    BEGIN.plusSeconds(number)));
        }
        ObjectNode subscription = Objects.subscription(
                "sub_%s0001".formatted(suffix),
                customers.get(0).path("id").asText(),
                USUAL_PRICE,
                merchant.currency(),
                BEGIN);
        ObjectNode invoice = Objects.invoice(
                "in_%s0001".formatted(suffix),
                subscription,
                customers.get(0).path("email").asText(),
                BEGIN);
        return Map.of(
                Kind.PAYMENT_INTENT,
                payments,
                Kind.CUSTOMER,
                customers,
                Kind.SUBSCRIPTION,
                new ArrayList<>(List.of(subscription)),
                Kind.INVOICE,
                new ArrayList<>(List.of(invoice)));
    }
}
