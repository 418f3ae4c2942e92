package org.integrationstack.worker;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.integrationstack.worker.WebhookFixture.connection;

/** From the gateway's record to the activity: what the worker is for. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class JourneyIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Inject
    Neighbours neighbours;

    @Inject
    ObjectMapper json;

    @Inject
    @ReactiveDataSource("engine")
    Pool pool;

    @TestHTTPResource(value = "/metrics", management = true)
    String metrics;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = WebhookFixture.newAccount();
    private final ConnectionChanged connection = connection(tenant, "alice", account);

    @BeforeEach
    void connect() {
        neighbours.connectionChanges(connection);
    }

    @Test
    void recordsAPush() throws Exception {
        neighbours.gatewayReceives(WebhookFixture.push(account), "00-" + TRACE + "-00f067aa0ba902b7-01");

        assertThat(onlyActivity()).isEqualTo(expected("""
                        {"type": "github.push",
                         "summary": "octocat pushed to main of octocat/Hello-World (commits: 2)",
                         "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                         "metadata": {
                           "repository": "octocat/Hello-World", "commits": 2, "branch": "main", "author": "octocat",
                           "commit": "0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c",
                           "url": "https://github.com/octocat/Hello-World/compare/6113728f27ae...0d1a26e67d8f"}}"""));
    }

    @Test
    void recordsAPullRequest() throws Exception {
        neighbours.gatewayReceives(
                WebhookFixture.push(account).as("pull_request.opened", "pull_request.json"),
                "00-" + TRACE + "-00f067aa0ba902b7-01");

        assertThat(onlyActivity()).isEqualTo(expected("""
                        {"type": "github.pull_request.opened",
                         "summary": "octocat opened pull request #2 in octocat/Hello-World: Update the README with new information.",
                         "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                         "metadata": {
                           "repository": "octocat/Hello-World", "number": 2, "author": "octocat", "branch": "main",
                           "title": "Update the README with new information.",
                           "url": "https://github.com/octocat/Hello-World/pull/2"}}"""));
    }

    @Test
    void recordsAnIssueThatCameAsAForm() throws Exception {
        String issue = new String(WebhookFixture.file("issues.json"), UTF_8);
        String form = "payload=" + URLEncoder.encode(issue, UTF_8);
        neighbours.gatewayReceives(
                WebhookFixture.push(account).type("issues.opened").body("application/x-www-form-urlencoded", form),
                "00-" + TRACE + "-00f067aa0ba902b7-01");

        assertThat(onlyActivity()).isEqualTo(expected("""
                        {"type": "github.issues.opened",
                         "summary": "octocat opened issue #1347 in octocat/Hello-World: Spelling error in the README file",
                         "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
                         "metadata": {
                           "repository": "octocat/Hello-World", "number": 1347, "author": "octocat",
                           "title": "Spelling error in the README file",
                           "url": "https://github.com/octocat/Hello-World/issues/1347"}}"""));
    }

    @Test
    void recordsADeliveryOnceHoweverOftenItComes() {
        WebhookFixture push = WebhookFixture.push(account);
        neighbours.gatewayReceives(push);
        neighbours.gatewayReceives(push);
        neighbours.gatewayReceives(push.again());
        WebhookFixture last = WebhookFixture.push(account).type("watch.started");
        neighbours.gatewayReceives(last);

        await().untilAsserted(() -> assertThat(deliveries())
                .extracting(delivery -> delivery.get("deliveryId"), delivery -> delivery.get("status"))
                .containsExactlyInAnyOrder(
                        tuple(push.deliveryId(), "succeeded"),
                        tuple(push.deliveryId(), "duplicate"),
                        tuple(last.deliveryId(), "ignored")));
        await().untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(1));
    }

    @Test
    void recordsADeliveryForEachTenantThatHoldsTheAccount() {
        String other = "tenant-" + UUID.randomUUID();
        neighbours.connectionChanges(connection(other, "mallory", account));
        await().until(() -> connectionsTo(account) == 2);

        neighbours.gatewayReceives(WebhookFixture.push(account));

        await().untilAsserted(() -> assertThat(neighbours.activities(tenant))
                .singleElement()
                .satisfies(
                        activity -> assertThat(activity.get("owner").asText()).isEqualTo("alice")));
        await().untilAsserted(() -> assertThat(neighbours.activities(other))
                .singleElement()
                .satisfies(
                        activity -> assertThat(activity.get("owner").asText()).isEqualTo("mallory")));
    }

    @Test
    void recordsAnEventThatPrecedesItsConnection() {
        String stranger = WebhookFixture.newAccount();
        WebhookFixture push = WebhookFixture.push(stranger);
        neighbours.gatewayReceives(push);
        await().untilAsserted(() -> given().auth()
                .oauth2(TestIdentity.operator())
                .get("/api/deliveries?type=push&status=ignored")
                .then()
                .statusCode(200)
                .body("items.find { it.deliveryId == '" + push.deliveryId() + "' }.reason", equalTo("unrouted")));

        neighbours.connectionChanges(connection(tenant, "alice", stranger));

        await().untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(1));
    }

    @Test
    void recordsTheEventsOfAKeyInTheirOrder() {
        for (int n = 1; n <= 20; n++) {
            String body = "{\"ref\": \"refs/heads/branch-" + n + "\", \"repository\": {\"full_name\": \"a/b\"}}";
            neighbours.gatewayReceives(WebhookFixture.push(account).body("application/json", body));
        }

        await().untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(20));
        assertThat(neighbours.activities(tenant))
                .extracting(activity -> activity.at("/metadata/branch").asText())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                        .mapToObj(n -> "branch-" + n)
                        .toList());
    }

    @Test
    void givesUpAPayloadThatIsNotJson() {
        WebhookFixture broken = WebhookFixture.push(account).body("application/json", "{\"ref\": ");
        neighbours.gatewayReceives(broken);

        await().untilAsserted(() -> assertThat(deliveries())
                .singleElement()
                .satisfies(delivery -> assertThat(delivery)
                        .containsEntry("status", "dead")
                        .containsEntry("reason", "the payload cannot be read")
                        .containsEntry("attempts", 1)));
        String id = (String) deliveries().get(0).get("id");
        given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .get("/api/deliveries/" + id + "/attempts")
                .then()
                .statusCode(200)
                .body("next", nullValue())
                .body("items", hasSize(1))
                .body("items[0].number", equalTo(1))
                .body("items[0].begunAt", endsWith("Z"))
                .body("items[0].endedAt", endsWith("Z"))
                .body("items[0].outcome", equalTo("dead"))
                .body("items[0].reason", equalTo("the payload cannot be read"));
        await().until(() -> !neighbours.deadLetters(tenant).isEmpty());
        assertThat(neighbours.deadLetters(tenant)).singleElement().satisfies(letter -> {
            assertThat(letter.delivery()).hasToString(id);
            assertThat(letter.deliveryId()).isEqualTo(broken.deliveryId());
            assertThat(letter.reason()).isEqualTo("the payload cannot be read");
            assertThat(letter.attempts()).isEqualTo(1);
            assertThat(letter.connection()).contains(connection.connection());
            assertThat(letter.body()).isEqualTo(broken.body());
        });
    }

    @Test
    void countsWhatItDoes() {
        neighbours.gatewayReceives(WebhookFixture.push(account));
        await().until(() -> neighbours.activities(tenant).size() == 1);

        await().untilAsserted(() -> given().get(metrics)
                .then()
                .statusCode(200)
                .body(containsString("worker_webhooks_received_total{outcome=\"queued\""))
                .body(containsString("worker_attempts_seconds_count{provider=\"github\",status=\"succeeded\""))
                .body(containsString("worker_deliveries_settled_total{provider=\"github\",status=\"succeeded\""))
                .body(containsString("worker_batches_seconds_count"))
                .body(containsString("worker_claims_seconds_count"))
                .body(containsString("worker_claims_deliveries_sum"))
                .body(containsString("worker_deliveries_oldest_age_seconds"))
                .body(containsString("kafka_consumer_fetch_manager_records_lag_max")));
    }

    /** How many connections to the account the worker knows of. */
    private long connectionsTo(String account) {
        return pool.preparedQuery("select count(*) from connection where account = $1")
                .execute(Tuple.of(account))
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private List<Map<String, Object>> deliveries() {
        return given().auth()
                .oauth2(TestIdentity.admin("carol", tenant))
                .get("/api/deliveries")
                .then()
                .statusCode(200)
                .extract()
                .path("items");
    }

    /** Without what differs each time. */
    private JsonNode onlyActivity() {
        await().until(() -> neighbours.activities(tenant).size() == 1);
        ObjectNode activity = neighbours.activities(tenant).get(0).deepCopy();
        assertThat(activity.remove("id").asText()).hasSize(36);
        assertThat(activity.remove("at").asText()).endsWith("Z");
        return activity;
    }

    private JsonNode expected(String text) throws Exception {
        ObjectNode activity = json.readValue(text, ObjectNode.class);
        return activity.put("tenant", tenant)
                .put("provider", "github")
                .put("connection", connection.connection().toString())
                .put("owner", "alice");
    }
}
