package org.integrationstack.worker.order;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.worker.GatewayKey;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Payload;
import org.integrationstack.worker.event.Incidents;
import org.integrationstack.worker.event.Incidents.Incident;
import org.integrationstack.worker.handling.Handler;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

/** Orders and their payments, in whichever order they come. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class OrdersIT {
    private static final String SUCCEEDED = "stripe/payment_intent.succeeded.json";
    private static final String FAILED = "stripe/payment_intent.payment_failed.json";
    private static final String ID = "pi_3MtwBwLkdIwHu7ix28a3tqPa";
    private static final String ORDER = "{\"amount\": 1999, \"currency\": \"EUR\"}";

    @Inject
    Incidents incidents;

    @Inject
    Handler handler;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = "acct_" + WebhookFixture.newAccount();
    private ConnectionId connection;

    @BeforeEach
    void connect() {
        connection = incidents.connect(tenant, "alice", "stripe", account, Map.of("confirm_payments", true));
    }

    @Test
    void aPaymentSettlesItsOrderAndTheBuyerIsTold() {
        put(ORDER).statusCode(201).body("status", equalTo("pending")).body("currency", equalTo("eur"));

        Delivery paid = incidents.happens(payment(), tenant);

        assertThat(paid.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        assertThat(paid.reason()).isEmpty();
        get().statusCode(200)
                .body("paymentIntentId", equalTo(ID))
                .body("status", equalTo("paid"))
                .body("amount", equalTo(1999))
                .body("receiptEmail", nullValue());
        assertThat(confirmation(paid)).hasValueSatisfying(mail -> {
            assertThat(mail.path("to").asText()).isEqualTo("jenny.rosen@example.com");
            assertThat(mail.at("/values/amount").asText()).isEqualTo("19.99 EUR");
            assertThat(mail.at("/values/order").asText()).isEqualTo(ID);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "jpy, 5000, 5000 JPY",
        "krw, 1, 1 KRW",
        "mga, 5000, 5000 MGA",
        "kwd, 5120, 5.120 KWD",
        "ugx, 500, 5.00 UGX",
        "usd, 5, 0.05 USD",
    })
    void theBuyerIsToldTheRightAmountInEveryCurrency(String currency, long amount, String written) {
        put("{\"amount\": " + amount + ", \"currency\": \"" + currency + "\"}");

        Delivery paid = incidents.happens(
                payment().with("1999", Long.toString(amount)).with("\"eur\"", "\"" + currency + "\""), tenant);

        assertThat(confirmation(paid))
                .hasValueSatisfying(
                        mail -> assertThat(mail.at("/values/amount").asText()).isEqualTo(written));
    }

    @Test
    void theProductsAddressCountsMoreThanThePayments() {
        put("{\"amount\": 1999, \"currency\": \"eur\", \"receiptEmail\": \"buyer@example.com\"}");

        Delivery paid = incidents.happens(payment(), tenant);

        assertThat(confirmation(paid))
                .hasValueSatisfying(mail -> assertThat(mail.path("to").asText()).isEqualTo("buyer@example.com"));
    }

    @Test
    void aPaymentWaitsForItsOrder() {
        Delivery early = incidents.happens(payment(), tenant);
        assertThat(early.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        assertThat(early.reason()).contains("waits for its order");
        assertThat(confirmation(early)).isEmpty();
        get().statusCode(404);

        put("{\"amount\": 1999, \"currency\": \"eur\", \"receiptEmail\": \"buyer@example.com\"}")
                .statusCode(201)
                .body("status", equalTo("paid"));

        get().body("status", equalTo("paid"));
        assertThat(confirmation(early)).hasValueSatisfying(mail -> {
            assertThat(mail.path("to").asText()).isEqualTo("buyer@example.com");
            assertThat(mail.at("/values/amount").asText()).isEqualTo("19.99 EUR");
        });
        put(ORDER).statusCode(200).body("status", equalTo("paid"));
        assertThat(incidents.effects(early)).hasSize(2);
    }

    @Test
    void aFailureThatWaitedDoesNotUndoASuccessThatWaited() {
        incidents.happens(payment(), tenant);
        incidents.happens(failure(), tenant);

        put(ORDER).body("status", equalTo("paid"));
    }

    @Test
    void anOrderIsMadeOfItsPaymentIfTheSettingsSaySo() {
        String other = "tenant-" + UUID.randomUUID();
        incidents.connect(other, "alice", "stripe", account + "9", Map.of("create_orders", true));

        incidents.happens(Incident.of("stripe", "payment_intent.payment_failed", account + "9", FAILED), other);
        given().auth()
                .oauth2(TestIdentity.admin("carol", other))
                .get("/api/orders/" + ID)
                .then()
                .statusCode(404);
        incidents.happens(Incident.of("stripe", "payment_intent.succeeded", account + "9", SUCCEEDED), other);

        given().auth()
                .oauth2(TestIdentity.admin("carol", other))
                .get("/api/orders/" + ID)
                .then()
                .statusCode(200)
                .body("status", equalTo("paid"))
                .body("amount", equalTo(1999));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"amount\": 2000, \"currency\": \"eur\"} | the payment is of another amount than its order",
                "{\"amount\": 1999, \"currency\": \"usd\"} | the payment is in another currency than its order",
                "{\"amount\": 1999, \"currency\": \"eur\", \"livemode\": false} | the payment is in another mode than its order",
                "{\"amount\": 1999, \"currency\": \"eur\", \"account\": \"acct_other\"} | the payment is to another account than its order",
            })
    void aPaymentThatDoesNotFitSettlesNothingUntilTheOrderDoes(String order, String reason) {
        put(order);

        Delivery paid = incidents.happens(payment(), tenant);

        assertThat(paid.status()).isEqualTo(DeliveryStatus.IGNORED);
        assertThat(paid.reason()).contains(reason);
        assertThat(confirmation(paid)).isEmpty();
        get().body("status", equalTo("pending"));
        put(ORDER).body("status", equalTo("paid"));
        assertThat(confirmation(paid)).isPresent();
    }

    @Test
    void testMoneySettlesNoOrderThatDoesNotSayItMay() {
        put(ORDER);

        Delivery paid = incidents.happens(payment().with("\"livemode\": true", "\"livemode\": false"), tenant);

        assertThat(paid.reason()).contains("the payment is in another mode than its order");
        put("{\"amount\": 1999, \"currency\": \"eur\", \"livemode\": false}").body("status", equalTo("paid"));
    }

    @Test
    void theWordOfAnEndpointCountsForAnOrderThatNamesItsAccountAlone() {
        put(ORDER);
        Incident told = payment().toEndpoint("ep-" + UUID.randomUUID(), tenant, connection);

        assertThat(incidents.happens(told, tenant).reason())
                .contains("its order names no account, so that the word of an endpoint does not count");

        put("{\"amount\": 1999, \"currency\": \"eur\", \"account\": \"" + account + "\"}")
                .body("status", equalTo("paid"));
    }

    @Test
    void theWordOfAnEndpointMakesNoOrder() {
        String other = account + "9";
        ConnectionId wantsOrders = incidents.connect(tenant, "alice", "stripe", other, Map.of("create_orders", true));
        Incident told = Incident.of("stripe", "payment_intent.succeeded", other, SUCCEEDED)
                .toEndpoint("ep-" + UUID.randomUUID(), tenant, wantsOrders);

        assertThat(incidents.happens(told, tenant).reason()).contains("waits for its order");

        get().statusCode(404);
    }

    @Test
    void anEndpointSpeaksForNoOtherAccountThanItsConnections() {
        put("{\"amount\": 1999, \"currency\": \"eur\", \"account\": \"" + account + "\"}");
        ConnectionId another = incidents.connect(tenant, "mallory", "stripe", account + "9", Map.of());

        Incident forged = payment().toEndpoint("ep-" + UUID.randomUUID(), tenant, another);

        assertThat(incidents.happens(forged, tenant).reason())
                .contains("of an account that its endpoint cannot speak for");
        get().body("status", equalTo("pending"));
    }

    @Test
    void aPaymentOfAnotherTenantSettlesNothingHere() {
        put(ORDER);
        String other = "tenant-" + UUID.randomUUID();
        incidents.connect(other, "mallory", "stripe", account + "8", Map.of());

        incidents.happens(Incident.of("stripe", "payment_intent.succeeded", account + "8", SUCCEEDED), other);

        get().body("status", equalTo("pending"));
        given().auth()
                .oauth2(TestIdentity.admin("mallory", other))
                .get("/api/orders/" + ID)
                .then()
                .statusCode(404);
    }

    @Test
    void aFailedPaymentMayBeFollowedByOneThatSucceedsButNotTheOtherWayRound() {
        put(ORDER);

        incidents.happens(failure(), tenant);
        get().body("status", equalTo("failed"));
        incidents.happens(payment(), tenant);
        get().body("status", equalTo("paid"));
        Delivery late = incidents.happens(failure(), tenant);

        assertThat(late.status()).isEqualTo(DeliveryStatus.IGNORED);
        assertThat(late.reason()).contains("its order is paid");
        get().body("status", equalTo("paid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pending", "failed"})
    void aPutNeverUndoesPaid(String status) {
        put("{\"amount\": 1999, \"currency\": \"eur\", \"status\": \"paid\"}").statusCode(201);

        put("{\"amount\": 1999, \"currency\": \"eur\", \"status\": \"" + status + "\"}")
                .statusCode(200)
                .body("status", equalTo("paid"));
        put("{\"amount\": 1, \"currency\": \"eur\"}").statusCode(409);
        get().body("status", equalTo("paid")).body("amount", equalTo(1999));
    }

    @Test
    void aPaymentThatComesTwiceIsConfirmedOnce() {
        put(ORDER);
        Incident payment = payment();

        Delivery first = incidents.happens(payment, tenant);
        Delivery second = incidents.happens(payment, tenant);

        assertThat(second.status()).isEqualTo(DeliveryStatus.DUPLICATE);
        assertThat(incidents.effects(first)).hasSize(2);
        assertThat(incidents.effects(second)).isEmpty();
    }

    @Test
    void aReplayConfirmsAgainOnlyIfItIsForced() {
        put(ORDER);
        Delivery first = incidents.happens(payment(), tenant);

        Delivery replay = replayOf(first, false);
        Delivery forced = replayOf(first, true);

        assertThat(handle(replay)).isEqualTo(new Outcome.Succeeded());
        assertThat(incidents.effects(replay)).isEmpty();
        assertThat(handle(forced)).isEqualTo(new Outcome.Succeeded());
        assertThat(incidents.effects(forced)).hasSize(2);
        assertThat(incidents.effects(first)).hasSize(2);
        get().body("status", equalTo("paid"));
    }

    @Test
    void anEventThatSaysTooLittleIsGivenUp() {
        put(ORDER);

        Delivery poisoned = incidents.happens(
                payment().with("\"" + ID + "\",\n      \"object\"", "\"pi_\\u0000\",\n      \"object\""), tenant);

        assertThat(poisoned.status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(poisoned.reason()).contains("the event says too little of a payment");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"currency\": \"eur\"} | amount",
                "{\"amount\": -1, \"currency\": \"eur\"} | amount",
                "{\"amount\": 1} | currency",
                "{\"amount\": 1, \"currency\": \"euro\"} | currency",
                "{\"amount\": 1, \"currency\": \"eur\", \"receiptEmail\": \"a@b.c\\r\\nBcc: d@e.f\"} | receiptEmail",
                "{\"amount\": 1, \"currency\": \"eur\", \"receiptEmail\": \"nobody\"} | receiptEmail",
            })
    void refusesAnOrderAndNamesTheField(String body, String field) {
        put(body).statusCode(400).contentType("application/problem+json").body(containsString(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"amount\": \"1999\", \"currency\": \"eur\"}",
                "{\"amount\": 1, \"currency\": \"eur\", \"status\": \"won\"}",
                "[]",
                "{"
            })
    void refusesWhatIsNoOrder(String body) {
        put(body).statusCode(400);
        get().statusCode(404);
    }

    @Test
    void ordersAreForAdminsAndTheProductAlone() {
        given().get("/api/orders/" + ID).then().statusCode(401);
        for (String token : new String[] {TestIdentity.user("alice", tenant), TestIdentity.operator()}) {
            given().auth().oauth2(token).get("/api/orders/" + ID).then().statusCode(403);
        }
        given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .contentType(ContentType.JSON)
                .body(ORDER)
                .put("/api/orders/no%20id")
                .then()
                .statusCode(400);
    }

    private Incident payment() {
        return Incident.of("stripe", "payment_intent.succeeded", account, SUCCEEDED);
    }

    private Incident failure() {
        return Incident.of("stripe", "payment_intent.payment_failed", account, FAILED);
    }

    private ValidatableResponse put(String body) {
        return given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .contentType(ContentType.JSON)
                .body(body)
                .put("/api/orders/" + ID)
                .then();
    }

    private ValidatableResponse get() {
        return given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .get("/api/orders/" + ID)
                .then();
    }

    private Optional<JsonNode> confirmation(Delivery delivery) {
        return incidents.effects(delivery).stream()
                .filter(effect -> effect.path("name").asText().equals("confirmation"))
                .map(effect -> effect.path("arguments"))
                .findFirst();
    }

    private Outcome handle(Delivery delivery) {
        Payload payload = new Payload("application/json", Map.of(), payment().body());
        return incidents.inTransaction(tenant, transaction -> handler.handle(delivery, payload, transaction));
    }

    private static Delivery replayOf(Delivery first, boolean forced) {
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                first.event(),
                first.tenant(),
                first.connection(),
                first.owner(),
                first.provider(),
                first.endpoint(),
                first.account(),
                first.type(),
                first.deliveryId(),
                first.key(),
                DeliveryStatus.PROCESSING,
                Optional.empty(),
                1,
                first.receivedAt(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(first.id()),
                Optional.of(UUID.randomUUID()),
                forced,
                Optional.empty());
    }
}
