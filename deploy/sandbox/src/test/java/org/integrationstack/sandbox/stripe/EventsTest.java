package org.integrationstack.sandbox.stripe;

import java.time.Duration;
import java.util.HexFormat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;
import org.integrationstack.sandbox.frame.Hmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

class EventsTest extends SandboxTestBase {
    private static final String ACME = "acct_1SandboxAcmeAnvils";
    private static final String KANDA = "acct_1SandboxKandaSushi";

    private StripeClient stripe;

    @BeforeEach
    void register() {
        stripe = new StripeClient(client, CLIENT_ID, CLIENT_SECRET);
    }

    /** Source: docs.stripe.com/webhooks, "Verify webhook signatures manually". */
    @Test
    void signsEventsOfConnectedAccounts() {
        JsonNode outcome = json(order("stripe", "payment_intent.succeeded", ""));
        Receiver.Received webhook = receiver.next();

        assertThat(webhook.header("Stripe-Signature"))
                .startsWith("t=" + now() + ",v1=" + mac(WEBHOOK_SECRET, now(), webhook.body()) + ",v0=");
        JsonNode event = json(webhook.body());
        assertThat(event.path("id").asText())
                .startsWith("evt_")
                .isEqualTo(outcome.path("deliveryId").asText());
        assertThat(event.path("account").asText()).isEqualTo(ACME);
        assertThat(event.path("type").asText()).isEqualTo("payment_intent.succeeded");
        assertThat(event.at("/data/object/status").asText()).isEqualTo("succeeded");
        assertThat(event.at("/data/object/amount_received")).isEqualTo(event.at("/data/object/amount"));
    }

    @Test
    void signsWronglyTwiceOrNotAtAllIfAsked() {
        order("stripe", "customer.created", ",\"signature\":\"invalid\"");
        Receiver.Received invalid = receiver.next();
        order("stripe", "customer.created", ",\"signature\":\"missing\"");
        Receiver.Received missing = receiver.next();
        order("stripe", "customer.created", ",\"signature\":\"doubled\"");
        Receiver.Received doubled = receiver.next();

        assertThat(invalid.header("Stripe-Signature"))
                .startsWith("t=" + now() + ",v1=")
                .doesNotContain(mac(WEBHOOK_SECRET, now(), invalid.body()));
        assertThat(missing.all("Stripe-Signature")).isEmpty();
        assertThat(doubled.all("Stripe-Signature")).hasSize(2);
    }

    @Test
    void signsWhatIsThenWrittenAnew() {
        order("stripe", "customer.created", ",\"signature\":\"reserialized\"");

        Receiver.Received webhook = receiver.next();

        String compact = json(webhook.body()).toString();
        assertThat(webhook.body()).contains("\n").isNotEqualTo(compact);
        assertThat(webhook.header("Stripe-Signature")).contains("v1=" + mac(WEBHOOK_SECRET, now(), compact));
    }

    @Test
    void saysThatItWasSentEarlierOrLater() {
        order("stripe", "customer.created", ",\"ageSeconds\":301,\"secret\":\"whsec_x\"");
        Receiver.Received stale = receiver.next();
        order("stripe", "customer.created", ",\"ageSeconds\":-301");
        Receiver.Received early = receiver.next();

        assertThat(stale.header("Stripe-Signature"))
                .startsWith("t=" + (now() - 301) + ",v1=" + mac("whsec_x", now() - 301, stale.body()));
        assertThat(early.header("Stripe-Signature")).startsWith("t=" + (now() + 301) + ",");
    }

    /** Source: docs.stripe.com/webhooks, "Retry behavior": each attempt has a time and signature of its own. */
    @Test
    void signsEachAttemptAnew() {
        receiver.answerWith(500);
        order("stripe", "customer.created", "");
        Receiver.Received first = receiver.next();
        clock.forward(Duration.ofHours(1));

        retry();
        Receiver.Received second = receiver.next();

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Stripe-Signature"))
                .startsWith("t=" + now() + ",v1=" + mac(WEBHOOK_SECRET, now(), first.body()));
    }

    @ParameterizedTest
    @CsvSource({
        "payment_intent.payment_failed, /data/object/last_payment_error/code, card_declined",
        "customer.subscription.created, /data/object/status, active",
        "customer.subscription.created, /data/object/object, subscription",
        "customer.subscription.updated, /data/previous_attributes/status, past_due",
        "customer.subscription.deleted, /data/object/status, canceled",
        "customer.created, /data/object/object, customer",
        "invoice.payment_failed, /data/object/status, open",
        "invoice.payment_failed, /data/object/parent/subscription_details/subscription, sub_1SandboxAcmeAnvils0001",
        "account.application.deauthorized, /data/object/object, application"
    })
    void hasAnExampleOfEachEvent(String type, String pointer, String value) {
        order("stripe", type, "");

        JsonNode event = json(receiver.next().body());

        assertThat(event.path("type").asText()).isEqualTo(type);
        assertThat(event.at(pointer).asText()).isEqualTo(value);
    }

    @Test
    void tellsOfTheAccountAndAmountThatAnOrderNames() {
        order(
                "stripe",
                "payment_intent.succeeded",
                ",\"account\":\"" + KANDA + "\",\"payload\":{\"data\":{\"object\":{\"id\":\"pi_1\",\"amount\":1200}}}");

        JsonNode event = json(receiver.next().body());

        assertThat(event.path("account").asText()).isEqualTo(KANDA);
        assertThat(event.at("/data/object/currency").asText()).isEqualTo("jpy");
        assertThat(event.at("/data/object/id").asText()).isEqualTo("pi_1");
        assertThat(event.at("/data/object/amount").asInt()).isEqualTo(1200);
        assertThat(event.at("/data/object/amount_received").asInt()).isEqualTo(1200);
    }

    @Test
    void wantsThePayloadOfEventsItDoesNotKnow() {
        assertThat(order("stripe", "charge.refunded", "").statusCode()).isEqualTo(400);

        order("stripe", "charge.refunded", ",\"payload\":{\"data\":{\"object\":{\"id\":\"ch_1\"}}}");

        assertThat(json(receiver.next().body()).at("/data/object/id").asText()).isEqualTo("ch_1");
    }

    @Test
    void tellsOfPaymentsAsTheyHappen() {
        configure("{\"stripe\":{\"events\":[\"payment_intent.succeeded\",\"payment_intent.payment_failed\"]}}");
        String token = stripe.connect("&scope=read_write").path("access_token").asText();
        String payment = "/v1/payment_intents/"
                + json(stripe.post(
                                "/v1/payment_intents", "amount=1999&currency=usd&receipt_email=a%40b.example", token))
                        .path("id")
                        .asText();

        int declined = stripe.post(payment + "/confirm", "payment_method=pm_card_chargeDeclined", token)
                .statusCode();
        JsonNode failure = json(receiver.next().body());
        JsonNode paid = json(stripe.post(payment + "/confirm", "payment_method=pm_card_visa", token));
        Receiver.Received success = receiver.next();
        int twice = stripe.post(payment + "/confirm", "payment_method=pm_card_visa", token)
                .statusCode();

        assertThat(declined).isEqualTo(402);
        assertThat(failure.path("type").asText()).isEqualTo("payment_intent.payment_failed");
        assertThat(failure.at("/data/object/status").asText()).isEqualTo("requires_payment_method");
        assertThat(paid.path("status").asText()).isEqualTo("succeeded");
        assertThat(success.path()).isEqualTo("/webhooks/stripe");
        assertThat(success.header("Stripe-Signature")).contains(mac(WEBHOOK_SECRET, now(), success.body()));
        assertThat(json(success.body()).at("/data/object/receipt_email").asText())
                .isEqualTo("a@b.example");
        assertThat(json(success.body()).path("account").asText()).isEqualTo(ACME);
        assertThat(twice).isEqualTo(400);
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void tellsOfASubscriptionsEnd() {
        configure("{\"stripe\":{\"events\":[\"*\"]}}");
        String token = stripe.connect("&scope=read_write").path("access_token").asText();

        JsonNode made = json(stripe.post("/v1/subscriptions", "customer=cus_1&items[0][price]=price_1", token));
        JsonNode created = json(receiver.next().body());
        client.send(
                "DELETE",
                "/stripe/v1/subscriptions/" + made.path("id").asText(),
                null,
                "Authorization",
                "Bearer " + token);
        JsonNode deleted = json(receiver.next().body());

        assertThat(created.path("type").asText()).isEqualTo("customer.subscription.created");
        assertThat(deleted.path("type").asText()).isEqualTo("customer.subscription.deleted");
        assertThat(deleted.at("/data/object/id")).isEqualTo(made.path("id"));
        assertThat(stripe.post("/v1/invoices", "customer=cus_1", token).statusCode())
                .isEqualTo(404);
    }

    /** Source: docs.stripe.com/api/events/types, {@code account.application.deauthorized}. */
    @Test
    void tellsWhenAnAccountIsDisconnectedOnEitherSide() {
        configure("{\"stripe\":{\"events\":[\"account.application.deauthorized\"]}}");
        stripe.connect("");
        stripe.connect("&login=sushi@kanda.example");

        stripe.deauthorize(ACME);
        JsonNode byThePlatform = json(receiver.next().body());
        client.post("/_admin/endings", "{\"provider\":\"stripe\",\"tokens\":\"access\"}");
        client.post("/_admin/endings", "{\"provider\":\"stripe\"}");
        JsonNode byTheMerchant = json(receiver.next().body());

        assertThat(byThePlatform.path("account").asText()).isEqualTo(ACME);
        assertThat(byThePlatform.at("/data/object/id").asText()).isEqualTo(CLIENT_ID);
        assertThat(byTheMerchant.path("account").asText()).isEqualTo(KANDA);
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void saysNothingOfItsOwnAccordUnlessSubscribed() {
        stripe.connect("");

        stripe.deauthorize(ACME);

        assertThat(json(client.get("/_admin/webhooks")).path("items")).isEmpty();
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static String mac(String secret, long at, String body) {
        return HexFormat.of().formatHex(Hmac.sha256(secret, at + "." + body));
    }
}
