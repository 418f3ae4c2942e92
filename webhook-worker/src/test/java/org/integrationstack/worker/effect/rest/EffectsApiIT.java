package org.integrationstack.worker.effect.rest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.worker.GatewayKey;
import org.integrationstack.worker.Neighbours;
import org.integrationstack.worker.ReceiversClient;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.effect.Effects;
import org.integrationstack.worker.effect.PlannedEffect;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.integrationstack.worker.WebhookFixture.connection;

/** Who sees what deliveries led to, and who has it tried again. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class EffectsApiIT {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** Beside it there is what the provider's definition makes of the event. */
    private static final String NOTIFY = "items.find { it.name == 'notify' }.";

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String admin = TestIdentity.admin("carol", tenant);
    private final String account = WebhookFixture.newAccount();
    private final ConnectionChanged connection = connection(tenant, "alice", account);
    private final String request = "POST /proxy/" + connection.connection() + "/chat.postMessage";
    private final ReceiversClient receivers = new ReceiversClient();

    @Inject
    Neighbours neighbours;

    @Inject
    Deliveries deliveries;

    @Inject
    Effects effects;

    @Inject
    @ReactiveDataSource("engine")
    Pool pool;

    private String delivery;

    @BeforeEach
    void receiveAndRefuse() {
        receivers.answer(request, Map.of("body", Map.of("ok", false, "error", "not_in_channel")));
        neighbours.connectionChanges(connection);
        WebhookFixture push = WebhookFixture.push(account);
        neighbours.gatewayReceives(push);
        await().atMost(PATIENCE)
                .until(() -> as(admin, "/api/deliveries").extract().path("items[0].status"), equalTo("succeeded"));
        delivery = as(admin, "/api/deliveries").extract().path("items[0].id");
        plan();
        awaitStatus("failed");
    }

    @Test
    void showsWhatBecameOfEachAndNotWhatItSaid() {
        as(admin, "/api/deliveries/" + delivery + "/effects")
                .statusCode(200)
                .body("items.name", hasItem("notify"))
                .body(NOTIFY + "id", notNullValue())
                .body(NOTIFY + "name", equalTo("notify"))
                .body(NOTIFY + "kind", equalTo("action"))
                .body(NOTIFY + "status", equalTo("failed"))
                .body(NOTIFY + "attempts", equalTo(1))
                .body(NOTIFY + "reason", equalTo("the provider refused it: not_in_channel"))
                .body(NOTIFY + "result", nullValue())
                .body(NOTIFY + "connection", equalTo(connection.connection().toString()))
                .body(NOTIFY + "createdAt", notNullValue())
                .body(NOTIFY + "settledAt", notNullValue())
                .body(not(containsString("private words")));
    }

    @Test
    void theOwnerOfTheConnectionSeesThemAndNobodyElse() {
        String path = "/api/deliveries/" + delivery + "/effects";

        as(TestIdentity.user("alice", tenant), path).statusCode(200).body("items.name", hasItem("notify"));
        as(TestIdentity.user("bob", tenant), path).statusCode(404);
        as(TestIdentity.admin("mallory", "globex"), path).statusCode(404);
        as(TestIdentity.operator(), path).statusCode(404);
        as(admin, "/api/deliveries/" + UNKNOWN + "/effects").statusCode(404);
        given().get(path).then().statusCode(401);
    }

    @Test
    void anAdminHasAFailedOneTriedAgain() {
        receivers.answer(request, Map.of("body", Map.of("ok", true, "ts", "7")));

        retry(admin, effect()).statusCode(202).body("status", equalTo("retrying"));

        awaitStatus("succeeded");
        as(admin, "/api/deliveries/" + delivery + "/effects")
                .body(NOTIFY + "attempts", equalTo(2))
                .body(NOTIFY + "reason", nullValue())
                .body(NOTIFY + "result.id", equalTo("7"));
        retry(admin, effect()).statusCode(409);
    }

    @Test
    void onlyWhoMayReplayHasOneTriedAgain() {
        retry(TestIdentity.user("alice", tenant), effect()).statusCode(403);
        retry(TestIdentity.admin("mallory", "globex"), effect()).statusCode(404);
        retry(admin, UNKNOWN).statusCode(404);
        retry(admin, "nonsense").statusCode(404);
        awaitStatus("failed");
    }

    private void plan() {
        Caller caller = new Caller(new TenantId(tenant), new UserId("carol"), Set.of(Role.ADMIN), Set.of());
        Delivery found = deliveries
                .find(Audience.of(caller), new DeliveryId(UUID.fromString(delivery)))
                .await()
                .atMost(PATIENCE)
                .orElseThrow();
        PlannedEffect effect = new PlannedEffect(
                "notify",
                "action",
                Optional.of(connection.connection()),
                Map.of(
                        "provider", "slack",
                        "action", "post_message",
                        "arguments", Map.of("channel", "C1", "text", "private words")));
        pool.withTransaction(transaction -> effects.plan(transaction, found, List.of(effect)))
                .await()
                .atMost(PATIENCE);
    }

    private String effect() {
        return as(admin, "/api/deliveries/" + delivery + "/effects").extract().path(NOTIFY + "id");
    }

    private void awaitStatus(String status) {
        await().atMost(PATIENCE)
                .until(
                        () -> as(admin, "/api/deliveries/" + delivery + "/effects")
                                .extract()
                                .path(NOTIFY + "status"),
                        equalTo(status));
    }

    private ValidatableResponse retry(String token, String effect) {
        return given().auth()
                .oauth2(token)
                .post("/api/deliveries/" + delivery + "/effects/" + effect + "/retry")
                .then();
    }

    private static ValidatableResponse as(String token, String path) {
        return given().auth().oauth2(token).get(path).then();
    }
}
