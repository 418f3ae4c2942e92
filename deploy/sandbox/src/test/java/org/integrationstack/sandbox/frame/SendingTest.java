package org.integrationstack.sandbox.frame;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

/** What is the same for the webhooks of all providers. */
class SendingTest extends SandboxTestBase {

    @ParameterizedTest
    @CsvSource({
        "github, push",
        "github-app, push",
        "google, message",
        "google, change",
        "salesforce, Contact",
        "slack, message",
        "standard-webhooks, contact.created",
        "stripe, payment_intent.succeeded"
    })
    void goesToTheGatewayUnlessATargetIsNamed(String provider, String event) {
        String secret = event.equals("change") ? ",\"secret\":\"the channel's\"" : "";

        order(provider, event, secret);
        order(provider, event, secret + ",\"target\":\"" + receiver.url() + "/webhooks/x/1\"");

        assertThat(receiver.next().path()).isEqualTo("/webhooks/" + provider);
        assertThat(receiver.next().path()).isEqualTo("/webhooks/x/1");
    }

    @ParameterizedTest
    @CsvSource({
        "google, message, 16",
        "salesforce, Contact, 20",
        "slack, message, 3",
        "standard-webhooks, x, 9",
        "stripe, customer.created, 3"
    })
    void isTriedAgainUntilTheProviderGivesUp(String provider, String event, int retries) {
        receiver.answerWith(503);
        order(provider, event, "");

        // Some come by themselves meanwhile: the first pauses are short.
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (attempts(provider).size() < 1 + retries && System.nanoTime() < patience) {
            retry();
        }

        assertThat(retry()).isEmpty();
        JsonNode attempts = attempts(provider);
        assertThat(attempts)
                .hasSize(1 + retries)
                .allMatch(attempt -> attempt.path("failure").asText().equals("http_error"));
        assertThat(attempts.path(0).path("attempt").asInt()).isEqualTo(1 + retries);
        assertThat(attempts.path(0).path("nextAttemptAt").isNull()).isTrue();
    }

    @Test
    void isNotTriedAgainOnceItIsTaken() {
        receiver.answerWith(503);
        JsonNode first = json(order("stripe", "customer.created", ""));
        receiver.answerWith(204);

        JsonNode second = retry().path(0);

        assertThat(first.path("taken").asBoolean()).isFalse();
        assertThat(first.path("nextAttemptAt").asText())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(5)).toString());
        assertThat(second.path("deliveryId")).isEqualTo(first.path("deliveryId"));
        assertThat(second.path("taken").asBoolean()).isTrue();
        assertThat(second.path("nextAttemptAt").isNull()).isTrue();
        assertThat(retry()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'\"retry\":false'", "'\"signature\":\"invalid\"'", "'\"ageSeconds\":600'"})
    void isNotTriedAgainIfItShouldNotBeOrNoProviderWouldSendIt(String members) {
        receiver.answerWith(401);

        JsonNode outcome = json(order("stripe", "customer.created", "," + members));

        assertThat(outcome.path("nextAttemptAt").isNull()).isTrue();
        assertThat(retry()).isEmpty();
    }

    @Test
    void isForgottenByAReset() {
        receiver.answerWith(503);
        order("stripe", "customer.created", "");

        client.post("/_admin/reset", null);

        assertThat(retry()).isEmpty();
        assertThat(attempts("stripe")).isEmpty();
    }

    @Test
    void comesSeveralTimesAlike() {
        JsonNode copies =
                json(order("stripe", "customer.created", ",\"times\":20")).path("items");

        Receiver.Received first = receiver.next();
        assertThat(copies).hasSize(20).allMatch(copy -> copy.path("status").asInt() == 200);
        for (int copy = 1; copy < 20; copy++) {
            Receiver.Received next = receiver.next();
            assertThat(next.body()).isEqualTo(first.body());
            assertThat(next.header("Stripe-Signature")).isEqualTo(first.header("Stripe-Signature"));
        }
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void carriesTheOrdersHeaders() {
        order(
                "github",
                "push",
                ",\"headers\":{\"traceparent\":\"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\","
                        + "\"user-agent\":\"something else\"}");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.header("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
        assertThat(webhook.all("User-Agent")).containsExactly("something else");
    }

    @Test
    void showsWhatWasSentAndWhatCameBack() {
        receiver.answerWith(202, "thanks", "Content-Type", "text/plain");
        JsonNode outcome = json(order("github", "push", ",\"deliveryId\":\"one\""));
        order("github", "push", ",\"deliveryId\":\"two\"");

        JsonNode whole =
                json(client.get("/_admin/webhooks/" + outcome.path("id").asText()));

        assertThat(whole.path("body").asText()).isEqualTo("thanks");
        assertThat(whole.path("contentType").asText()).isEqualTo("text/plain");
        assertThat(whole.at("/request/headers/X-GitHub-Event/0").asText()).isEqualTo("push");
        assertThat(whole.at("/request/body").asText()).isEqualTo(receiver.next().body());
        assertThat(whole.at("/request/cut").asBoolean()).isFalse();
        assertThat(json(client.get("/_admin/webhooks?deliveryId=two")).path("items"))
                .hasSize(1);
        assertThat(client.get("/_admin/webhooks/999999").statusCode()).isEqualTo(404);
    }

    @Test
    void showsTheBeginningOfALargeOne() {
        String large = "x".repeat(40_000);
        JsonNode outcome = json(order("github", "push", ",\"rawBody\":\"" + large + "\""));

        JsonNode request = json(client.get(
                        "/_admin/webhooks/" + outcome.path("id").asText()))
                .path("request");

        assertThat(receiver.next().body()).isEqualTo(large);
        assertThat(request.path("body").asText()).hasSize(32_768);
        assertThat(request.path("cut").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "github, push, ageSeconds",
        "google, change, ageSeconds",
        "salesforce, Contact, ageSeconds",
        "google, message, secret",
        "salesforce, Contact, secret",
        "google, message, form",
        "google, change, form",
        "salesforce, Contact, form",
        "slack, message, form",
        "standard-webhooks, x, form",
        "stripe, customer.created, form"
    })
    void refusesWhatAProvidersWebhooksCannotShow(String provider, String event, String member) {
        String value =
                Map.of("secret", "\"x\"", "ageSeconds", "600", "form", "true").get(member);

        HttpResponse<String> response = order(provider, event, ",\"" + member + "\":" + value);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("detail").asText()).contains(member);
    }

    @ParameterizedTest
    @CsvSource({
        "github, push",
        "google, message",
        "google, change",
        "salesforce, Contact",
        "slack, message",
        "stripe, customer.created"
    })
    void refusesAnAccountThatIsNotThere(String provider, String event) {
        assertThat(order(provider, event, ",\"account\":\"nobody\"").statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"headers\":{\"a\":1}'",
        "'\"headers\":[]'",
        "'\"times\":0'",
        "'\"ageSeconds\":100000'",
        "'\"retry\":\"yes\"'",
        "'\"form\":1'"
    })
    void refusesAMalformedOrder(String members) {
        assertThat(order("github", "push", "," + members).statusCode()).isEqualTo(400);
        assertThat(receiver.isEmpty()).isTrue();
    }

    private JsonNode attempts(String provider) {
        return json(client.get("/_admin/webhooks?provider=" + provider)).path("items");
    }
}
