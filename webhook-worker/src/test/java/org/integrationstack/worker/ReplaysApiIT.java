package org.integrationstack.worker;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.integrationstack.worker.WebhookFixture.connection;

/** Deliveries handled once more, as callers ask for it. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class ReplaysApiIT {
    @Inject
    Neighbours neighbours;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = WebhookFixture.newAccount();
    private final WebhookFixture push = WebhookFixture.push(account);
    private final String admin = TestIdentity.admin("carol", tenant);
    private final String program =
            TestIdentity.token(Map.of("sub", "product", "tenant", tenant, "scope", "webhooks:replay deliveries:read"));

    @BeforeEach
    void connect() {
        neighbours.connectionChanges(connection(tenant, "alice", account));
    }

    @Test
    void replaysOneDeliveryWithTheSameBytesAndNoSecondEffect() {
        String id = receive(push);

        String replay = post(program, "/api/deliveries/" + id + "/replay", "{}")
                .statusCode(202)
                .body("replayOf", equalTo(id))
                .body("status", equalTo("received"))
                .extract()
                .path("id");

        awaitStatus(replay, "succeeded");
        assertThat(payload(replay)).isEqualTo(push.body());
        assertThat(neighbours.activities(tenant))
                .extracting(activity -> activity.get("id").asText())
                .as("what is recorded again is the same act")
                .containsOnly(neighbours.activities(tenant).get(0).get("id").asText());
    }

    @Test
    void doesAgainWhatWasDoneWhenForced() {
        String id = receive(push);

        String replay = post(admin, "/api/deliveries/" + id + "/replay", "{\"force\": true}")
                .statusCode(202)
                .extract()
                .path("id");

        awaitStatus(replay, "succeeded");
        await().untilAsserted(() -> assertThat(neighbours.activities(tenant))
                .extracting(activity -> activity.get("id").asText())
                .doesNotHaveDuplicates()
                .hasSize(2));
    }

    @Test
    void replaysManyAndTellsHowFarItHasCome() {
        receive(push);
        receive(WebhookFixture.push(account));
        receive(WebhookFixture.push(account).type("watch.started"));
        String pushes = "{\"filter\": {\"provider\": \"github\", \"type\": \"push\"}, \"dryRun\": %s}";

        post(program, "/api/replays", pushes.formatted(true)).statusCode(200).body("matched", equalTo(2));
        String id = post(program, "/api/replays", pushes.formatted(false))
                .statusCode(202)
                .body("status", equalTo("running"))
                .body("filter.type", equalTo("push"))
                .body("matched", equalTo(2))
                .body("requestedBy", equalTo("product"))
                .extract()
                .path("id");

        await().untilAsserted(() -> get("/api/replays/" + id)
                .statusCode(200)
                .body("status", equalTo("completed"))
                .body("replayed", equalTo(2))
                .body("succeeded", equalTo(2))
                .body("open", equalTo(0)));
        get("/api/replays").body("items.id", contains(id)).body("next", nullValue());
        post(program, "/api/replays/" + id + "/cancel", "").statusCode(200).body("status", equalTo("completed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"filtr\": {}} | The body has no valid value at filtr",
                "{\"filter\": {\"typ\": \"push\"}} | The body has no valid value at filter.typ",
                "{\"filter\": {\"status\": \"lost\"}} | filter.status: not",
                "{\"filter\": {\"connection\": \"1\"}} | filter.connection: not",
                "{\"from\": \"yesterday\"} | from: not"
            })
    void takesNothingMisspeltForEverything(String body, String detail) {
        post(program, "/api/replays", body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", startsWith(detail));
    }

    @Test
    void refusesWhoMayNotReplay() {
        String id = receive(push);
        String reader = TestIdentity.token(Map.of("sub", "product", "tenant", tenant, "scope", "deliveries:read"));

        for (String token : List.of(reader, TestIdentity.user("alice", tenant), TestIdentity.operator())) {
            post(token, "/api/deliveries/" + id + "/replay", "{}").statusCode(403);
            post(token, "/api/replays", "{}").statusCode(403);
        }
        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/replays")
                .then()
                .statusCode(401);
    }

    @Test
    void knowsNothingOfAnotherTenant() {
        String id = receive(push);
        String replay =
                post(admin, "/api/replays", "{}").statusCode(202).extract().path("id");
        String stranger = TestIdentity.admin("mallory", "globex");

        post(stranger, "/api/deliveries/" + id + "/replay", "{}").statusCode(404);
        given().auth().oauth2(stranger).get("/api/replays/" + replay).then().statusCode(404);
        post(stranger, "/api/replays/" + replay + "/cancel", "").statusCode(404);
    }

    private String receive(WebhookFixture webhook) {
        neighbours.gatewayReceives(webhook);
        return await().until(
                        () -> get("/api/deliveries")
                                .extract()
                                .<String>path("items.find { it.deliveryId == '" + webhook.deliveryId()
                                        + "' && it.settledAt != null }?.id"),
                        found -> found != null);
    }

    private void awaitStatus(String delivery, String status) {
        await().untilAsserted(() -> get("/api/deliveries/" + delivery).body("status", equalTo(status)));
    }

    private byte[] payload(String delivery) {
        return get("/api/deliveries/" + delivery + "/payload")
                .statusCode(200)
                .extract()
                .asByteArray();
    }

    private ValidatableResponse get(String path) {
        return given().auth().oauth2(program).get(path).then();
    }

    private static ValidatableResponse post(String token, String path, String body) {
        return given().auth()
                .oauth2(token)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then();
    }
}
