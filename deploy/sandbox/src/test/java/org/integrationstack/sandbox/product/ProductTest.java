package org.integrationstack.sandbox.product;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.SandboxTestBase;
import org.integrationstack.sandbox.frame.Hmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

class ProductTest extends SandboxTestBase {
    private static final String BODY = "{\"type\":\"contact.created\"}";

    /** Source: github.com/standard-webhooks/standard-webhooks, the libraries' own test scenario. */
    @Test
    void verifiesThePublishersVector() {
        long present = clock.instant().getEpochSecond();
        configure("{\"_product\":{\"secret\":\"" + PRODUCT_SECRET + "\",\"toleranceSeconds\":31536000}}");
        // The vector is years old: its signature must match before its age is looked at.
        HttpResponse<String> response = client.post(
                "/_product/events",
                "{\"test\": 2432232314}",
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

        assertThat(present).isGreaterThan(1614265330L);
        assertThat(response.body()).contains("outside the tolerance");
    }

    @Test
    void listsWhatItVerifiedAndCountsWhatComesAgain() {
        String signature = "v1," + "A".repeat(44) + " " + signature("msg_1", now());

        HttpResponse<String> first = send("msg_1", now(), signature);
        HttpResponse<String> again = send("msg_1", now(), signature);
        send("msg_2", now(), signature("msg_2", now()));

        assertThat(first.statusCode()).isEqualTo(204);
        assertThat(again.statusCode()).isEqualTo(204);
        JsonNode items = items();
        assertThat(items).hasSize(3).allMatch(item -> item.path("verified").asBoolean());
        assertThat(items.path(0).path("id").asText()).isEqualTo("msg_2");
        assertThat(items.path(1).path("time").asInt()).isEqualTo(2);
        assertThat(items.path(2).path("body").asText()).isEqualTo(BODY);
        assertThat(items.path(2).at("/headers/webhook-id").asText()).isEqualTo("msg_1");
        JsonNode counts = json(client.get("/_admin/effects")).at("/counts/forward");
        assertThat(counts).isEqualTo(json("{\"total\":3,\"distinct\":2}"));
    }

    @ParameterizedTest
    @CsvSource({
        "another, 0, no signature matches",
        "msg_1, 301, outside the tolerance",
        "msg_1, -301, outside the tolerance"
    })
    void refusesWhatIsNotSignedSo(String signedId, long age, String reason) {
        long at = now() - age;

        HttpResponse<String> response = send("msg_1", at, signature(signedId, at));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(items().path(0).path("verified").asBoolean()).isFalse();
        assertThat(items().path(0).path("reason").asText()).isEqualTo(reason);
        assertThat(json(client.get("/_admin/effects")).at("/counts/forward").isMissingNode())
                .isTrue();
    }

    @Test
    void wantsEachHeaderOnce() {
        HttpResponse<String> none = client.post("/_product/events", BODY);
        HttpResponse<String> twice = client.post(
                "/_product/events",
                BODY,
                "webhook-id",
                "msg_1",
                "webhook-timestamp",
                Long.toString(now()),
                "webhook-signature",
                signature("msg_1", now()),
                "webhook-signature",
                signature("msg_1", now()));
        HttpResponse<String> malformed = send("msg_1", -1, signature("msg_1", -1));

        assertThat(none.body()).contains("webhook-id");
        assertThat(twice.body()).contains("webhook-signature");
        assertThat(malformed.body()).contains("webhook-timestamp");
    }

    @Test
    void takesAnotherSecretAndComesBackToItsOwnAtAReset() {
        String other = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
        configure("{\"_product\":{\"secret\":\"" + other + "\"}}");
        int refused = send("msg_1", now(), signature("msg_1", now())).statusCode();

        client.post("/_admin/reset", null);

        assertThat(refused).isEqualTo(401);
        assertThat(send("msg_1", now(), signature("msg_1", now())).statusCode()).isEqualTo(204);
        assertThat(client.post("/_admin/settings", "{\"_product\":{\"secret\":\"guess\"}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void failsOnDemand() {
        client.post(
                "/_admin/faults",
                "{\"provider\":\"_product\",\"kind\":\"status\",\"status\":503,\"retryAfterSeconds\":7,\"times\":1}");
        client.post("/_admin/faults", "{\"provider\":\"_product\",\"kind\":\"rateLimited\",\"times\":1}");

        HttpResponse<String> failed = send("msg_1", now(), signature("msg_1", now()));
        HttpResponse<String> limited = send("msg_1", now(), signature("msg_1", now()));
        HttpResponse<String> third = send("msg_1", now(), signature("msg_1", now()));

        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(failed.headers().firstValue("Retry-After")).hasValue("7");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(third.statusCode()).isEqualTo(204);
        assertThat(items()).hasSize(1);
        assertThat(client.send("PUT", "/_product/x", "").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> send(String id, long at, String signature) {
        return client.post(
                "/_product/events",
                BODY,
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(at),
                "webhook-signature",
                signature);
    }

    private JsonNode items() {
        return json(client.get("/_product")).path("items");
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private static String signature(String id, long at) {
        byte[] key = Base64.getDecoder().decode(PRODUCT_SECRET.substring("whsec_".length()));
        byte[] mac = Hmac.of("HmacSHA256", key, (id + "." + at + "." + BODY).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac);
    }
}
