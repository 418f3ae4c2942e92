package org.integrationstack.sandbox.stripe;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Secrets;

/** Every merchant's payment intents and customers, oldest first. Confined to the event loop. */
final class Ledger {
    private static final int FIRST_PAYMENTS = 25;
    private static final int FIRST_CUSTOMERS = 12;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** A kind of object, and where the API has it. */
    enum Kind {
        PAYMENT_INTENT("payment_intent", "pi_"),
        CUSTOMER("customer", "cus_");

        private final String object;
        private final String prefix;

        Kind(String object, String prefix) {
            this.object = object;
            this.prefix = prefix;
        }

        String object() {
            return object;
        }

        /** The kind whose list is at {@code /v1/{plural}}. */
        static Optional<Kind> listedAs(String plural) {
            return List.of(values()).stream()
                    .filter(kind -> plural.equals(kind.object + "s"))
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

    ObjectNode newPayment(Merchant merchant, long amount, String currency) {
        return added(
                merchant,
                Kind.PAYMENT_INTENT,
                payment(newId(Kind.PAYMENT_INTENT), amount, currency, "requires_payment_method", clock.instant()));
    }

    ObjectNode newCustomer(Merchant merchant, Optional<String> name, Optional<String> email) {
        ObjectNode customer = customer(newId(Kind.CUSTOMER), name.orElse(null), email.orElse(null), clock.instant());
        return added(merchant, Kind.CUSTOMER, customer);
    }

    private ObjectNode added(Merchant merchant, Kind kind, ObjectNode object) {
        all(merchant, kind).add(object);
        return object;
    }

    private String newId(Kind kind) {
        return kind.prefix + secrets.alphanumeric(24);
    }

    private static Map<Kind, List<ObjectNode>> first(Merchant merchant) {
        List<ObjectNode> payments = new ArrayList<>();
        for (int number = 1; number <= FIRST_PAYMENTS; number++) {
            String id = "pi_%s%04d".formatted(merchant.id().substring("acct_".length()), number);
            payments.add(payment(id, 500L * number, merchant.currency(), "succeeded", BEGIN.plusSeconds(number)));
        }
        List<ObjectNode> customers = new ArrayList<>();
        for (int number = 1; number <= FIRST_CUSTOMERS; number++) {
            String id = "cus_%s%04d".formatted(merchant.id().substring("acct_".length()), number);
            customers.add(customer(
                    id, "Customer " + number, "customer%d@example.org".formatted(number), BEGIN.plusSeconds(number)));
        }
        return Map.of(Kind.PAYMENT_INTENT, payments, Kind.CUSTOMER, customers);
    }

    /** Source: docs.stripe.com/api/payment_intents/object. */
    private static ObjectNode payment(String id, long amount, String currency, String status, Instant created) {
        return Json.object()
                .put("id", id)
                .put("object", Kind.PAYMENT_INTENT.object)
                .put("amount", amount)
                .put("amount_received", status.equals("succeeded") ? amount : 0)
                .put("created", created.getEpochSecond())
                .put("currency", currency)
                .put("livemode", false)
                .put("receipt_email", "customer@example.org")
                .put("status", status);
    }

    /** Source: docs.stripe.com/api/customers/object. */
    private static ObjectNode customer(String id, String name, String email, Instant created) {
        return Json.object()
                .put("id", id)
                .put("object", Kind.CUSTOMER.object)
                .put("created", created.getEpochSecond())
                .put("email", email)
                .put("livemode", false)
                .put("name", name);
    }
}
