package org.integrationstack.worker;

import java.time.Duration;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.integrationstack.worker.WebhookFixture.connection;

/** What the worker needs goes away and comes back: it says so, loses nothing, and recovers by itself. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class OutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Inject
    Neighbours neighbours;

    @TestHTTPResource(value = "/health/ready", management = true)
    String ready;

    @TestHTTPResource(value = "/health/live", management = true)
    String live;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = WebhookFixture.newAccount();

    @BeforeEach
    void receiveOne() {
        neighbours.connectionChanges(connection(tenant, "alice", account));
        neighbours.gatewayReceives(WebhookFixture.push(account));
        assertRecorded(1);
        assertReadiness(200, "UP");
    }

    @Test
    void losesNothingWhilePostgresIsAway() {
        Infrastructure.kill("postgres");
        try {
            assertReadiness(503, "DOWN");
            neighbours.gatewayReceives(WebhookFixture.push(account));
            neighbours.gatewayReceives(WebhookFixture.push(account));
            given().auth()
                    .oauth2(TestIdentity.admin("carol", tenant))
                    .get("/api/deliveries")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "2")
                    .contentType("application/problem+json")
                    .body("type", equalTo("urn:integration-stack:problem:dependency-unavailable"));
        } finally {
            Infrastructure.start("postgres");
        }
        assertRecorded(3);
        assertReadiness(200, "UP");
    }

    @Test
    void answersWhilePostgresIsFrozen() {
        Infrastructure.pause("postgres");
        try {
            neighbours.gatewayReceives(WebhookFixture.push(account));
            given().auth()
                    .oauth2(TestIdentity.admin("carol", tenant))
                    .get("/api/deliveries")
                    .then()
                    .statusCode(503)
                    .header("Retry-After", "2")
                    .body("type", equalTo("urn:integration-stack:problem:dependency-unavailable"))
                    .time(lessThan(10_000L));
            assertReadiness(503, "DOWN");
        } finally {
            Infrastructure.resume("postgres");
        }
        assertRecorded(2);
        assertReadiness(200, "UP");
    }

    @Test
    void goesOnWhenKafkaComesBack() {
        Infrastructure.kill("kafka");
        try {
            assertReadiness(503, "DOWN");
            given().auth()
                    .oauth2(TestIdentity.admin("carol", tenant))
                    .get("/api/deliveries")
                    .then()
                    .statusCode(200);
        } finally {
            Infrastructure.start("kafka");
        }
        neighbours.gatewayReceives(WebhookFixture.push(account));
        String other = WebhookFixture.newAccount();
        neighbours.connectionChanges(connection(tenant, "alice", other));
        neighbours.gatewayReceives(WebhookFixture.push(other));
        assertRecorded(3);
        assertReadiness(200, "UP");
    }

    private void assertRecorded(int activities) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(activities));
    }

    private void assertReadiness(int status, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> given().get(ready).then().statusCode(status).body("status", equalTo(text)));
        given().get(live).then().statusCode(200);
    }
}
