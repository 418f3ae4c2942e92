package org.integrationstack.sandbox.standard;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

class StandardWebhooksTest extends SandboxTestBase {

    /** Source: github.com/standard-webhooks/standard-webhooks, the libraries' own test scenario. */
    @Test
    void signsThePublishersVector() {
        String entry = new Signing("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                .entry(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330",
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(entry).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void sendsASignedEvent() {
        JsonNode outcome =
                json(order("standard-webhooks", "contact.created", ",\"payload\":{\"data\":{\"id\":\"7\"}}"));
        Receiver.Received webhook = receiver.next();

        assertThat(webhook.path()).isEqualTo("/webhooks/standard-webhooks");
        assertThat(webhook.header("webhook-id"))
                .isEqualTo(outcome.path("deliveryId").asText())
                .startsWith("msg_");
        assertThat(webhook.header("webhook-timestamp")).isEqualTo(now());
        assertThat(webhook.header("webhook-signature")).isEqualTo(entry(STANDARD_SECRET, webhook));
        JsonNode payload = json(webhook.body());
        assertThat(payload.path("type").asText()).isEqualTo("contact.created");
        assertThat(payload.at("/data/id").asText()).isEqualTo("7");
    }

    @Test
    void signsWronglyTwiceOrNotAtAllIfAsked() {
        order("standard-webhooks", "x", ",\"signature\":\"invalid\"");
        Receiver.Received invalid = receiver.next();
        order("standard-webhooks", "x", ",\"signature\":\"missing\"");
        Receiver.Received missing = receiver.next();
        order("standard-webhooks", "x", ",\"signature\":\"doubled\"");
        Receiver.Received doubled = receiver.next();
        order("standard-webhooks", "x", ",\"secret\":\"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\",\"ageSeconds\":301");
        Receiver.Received other = receiver.next();

        assertThat(invalid.header("webhook-signature")).startsWith("v1,").isNotEqualTo(entry(STANDARD_SECRET, invalid));
        assertThat(missing.all("webhook-signature")).isEmpty();
        assertThat(doubled.all("webhook-signature")).hasSize(2);
        assertThat(other.header("webhook-signature")).isEqualTo(entry("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", other));
        assertThat(other.header("webhook-timestamp"))
                .isEqualTo(Long.toString(clock.instant().getEpochSecond() - 301));
        assertThat(order("standard-webhooks", "x", ",\"secret\":\"a guess\"").statusCode())
                .isEqualTo(400);
    }

    @Test
    void stopsWhereItIsNoLongerWanted() {
        receiver.answerWith(410);

        assertThat(json(order("standard-webhooks", "x", ""))
                        .path("nextAttemptAt")
                        .isNull())
                .isTrue();
        assertThat(client.get("/standard-webhooks/x").statusCode()).isEqualTo(404);
    }

    private String now() {
        return Long.toString(clock.instant().getEpochSecond());
    }

    private static String entry(String secret, Receiver.Received webhook) {
        return new Signing(secret)
                .entry(
                        webhook.header("webhook-id"),
                        webhook.header("webhook-timestamp"),
                        webhook.body().getBytes(StandardCharsets.UTF_8));
    }
}
