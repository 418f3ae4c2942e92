package org.integrationstack.worker;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.embedded.testing.CommittedApi;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.integrationstack.worker.WebhookFixture.connection;

/** Who sees what of the ledger, and how. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class DeliveriesApiIT {
    @TestHTTPResource(value = "/openapi", management = true)
    String description;

    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

    @Inject
    Neighbours neighbours;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = WebhookFixture.newAccount();
    private final ConnectionChanged connection = connection(tenant, "alice", account);
    private final WebhookFixture push = WebhookFixture.push(account);
    private final String admin = TestIdentity.admin("carol", tenant);

    @BeforeEach
    void connect() {
        neighbours.connectionChanges(connection);
    }

    @Test
    void describesItsApi() {
        CommittedApi.assertSame(given().get(description).asString());
    }

    @Test
    void showsADelivery() {
        String id = receive(push);

        as(admin, "/api/deliveries/" + id)
                .statusCode(200)
                .body("id", equalTo(id))
                .body("provider", equalTo("github"))
                .body("endpoint", nullValue())
                .body("connection", equalTo(connection.connection().toString()))
                .body("type", equalTo("push"))
                .body("deliveryId", equalTo(push.deliveryId()))
                .body("key", equalTo(push.received().recordKey()))
                .body("status", equalTo("succeeded"))
                .body("reason", nullValue())
                .body("attempts", equalTo(1))
                .body("receivedAt", notNullValue())
                .body("settledAt", notNullValue())
                .body("duplicateOf", nullValue())
                .body("replayOf", nullValue());
    }

    @Test
    void handsOutThePayloadAsItCameToSaveAndNotToShow() {
        String id = receive(push.body("text/html", "<script>alert(1)</script>"));

        byte[] payload = as(admin, "/api/deliveries/" + id + "/payload")
                .statusCode(200)
                .header("Content-Type", equalTo("application/octet-stream"))
                .header("Content-Disposition", equalTo("attachment; filename=\"delivery-" + id + "\""))
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("Cache-Control", equalTo("no-store"))
                .extract()
                .asByteArray();

        assertThat(payload).asString().isEqualTo("<script>alert(1)</script>");
    }

    @Test
    void listsNewestFirstInPages() {
        List<String> sent = new ArrayList<>();
        for (int n = 0; n < 55; n++) {
            WebhookFixture webhook = WebhookFixture.push(account);
            neighbours.gatewayReceives(webhook);
            sent.add(0, webhook.deliveryId());
        }
        await().untilAsserted(
                        () -> as(admin, "/api/deliveries?status=succeeded").body("items", hasSize(50)));
        await().untilAsserted(() -> assertThat(allDeliveryIds()).hasSize(55));

        assertThat(allDeliveryIds()).containsExactlyElementsOf(sent);
    }

    @Test
    void narrowsTheList() {
        receive(push);
        WebhookFixture issue =
                WebhookFixture.push(account).type("issues.opened").orderingKey("other");
        receive(issue);

        as(admin, "/api/deliveries?type=push").body("items.deliveryId", contains(push.deliveryId()));
        as(admin, "/api/deliveries?key=" + issue.received().recordKey())
                .body("items.deliveryId", contains(issue.deliveryId()));
        as(admin, "/api/deliveries?connection=" + connection.connection()).body("items", hasSize(2));
        as(admin, "/api/deliveries?connection=" + UNKNOWN).body("items", empty());
        as(admin, "/api/deliveries?provider=stripe").body("items", empty());
        as(admin, "/api/deliveries?endpoint=none").body("items", empty());
        as(admin, "/api/deliveries?status=dead").body("items", empty());
        as(admin, "/api/deliveries?from=2020-01-01T00:00:00Z").body("items", hasSize(2));
        as(admin, "/api/deliveries?to=2020-01-01T00:00:00Z").body("items", empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=lost",
                "connection=1",
                "from=yesterday",
                "from=+200000-01-01T00:00:00Z",
                "to=1",
                "type=\0",
                "key=a\0",
                "cursor=x",
                "cursor=!",
                "cursor=YSBi"
            })
    void namesAParameterThatIsNotValid(String query) {
        as(admin, "/api/deliveries?" + query)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:integration-stack:problem:invalid-request"))
                .body("detail", startsWith(query.substring(0, query.indexOf('=')) + ": not "));
    }

    @Test
    void showsAUserTheDeliveriesOfTheirOwnConnectionsOnly() {
        String id = receive(push);

        as(TestIdentity.user("alice", tenant), "/api/deliveries").body("items.id", contains(id));
        as(TestIdentity.user("alice", tenant), "/api/deliveries/" + id).statusCode(200);
        as(TestIdentity.user("bob", tenant), "/api/deliveries").body("items", empty());
        assertUnknown(TestIdentity.user("bob", tenant), id);
    }

    @Test
    void showsAProgramWithTheScopeItsTenant() {
        String id = receive(push);
        String program = TestIdentity.token(Map.of("sub", "product", "tenant", tenant, "scope", "deliveries:read"));

        as(program, "/api/deliveries/" + id).statusCode(200);
    }

    @Test
    void showsTheHolderOfAKeyWhatItIsNarrowedTo() {
        String id = receive(push);
        ConnectionChanged other = connection(tenant, "alice", WebhookFixture.newAccount());

        for (ApiKey open : List.of(
                key(List.of(), List.of()),
                key(List.of("github"), List.of()),
                key(List.of("github", "stripe"), List.of(other.connection(), connection.connection())))) {
            as(open.reveal(), "/api/deliveries").body("items.id", contains(id));
            as(open.reveal(), "/api/deliveries/" + id).statusCode(200);
            as(open.reveal(), "/api/deliveries/" + id + "/payload").statusCode(200);
        }
        for (ApiKey closed :
                List.of(key(List.of("stripe"), List.of()), key(List.of("github"), List.of(other.connection())))) {
            as(closed.reveal(), "/api/deliveries").body("items", empty());
            assertUnknown(closed.reveal(), id);
        }
    }

    @Test
    void refusesARevokedKeyWithinTwoSeconds() {
        ApiKey key = key(List.of(), List.of());

        neighbours.apiKeyChanges(change(key, 2, List.of(), List.of(), true));

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> as(key.reveal(), "/api/deliveries").statusCode(401));
    }

    /** A key of the tenant that may read deliveries, once the worker knows it. */
    private ApiKey key(List<String> providers, List<ConnectionId> connections) {
        ApiKey key = ApiKey.generate(UUID.randomUUID(), new SecureRandom());
        neighbours.apiKeyChanges(change(key, 1, providers, connections, false));
        await().untilAsserted(() -> as(key.reveal(), "/api/deliveries").statusCode(200));
        return key;
    }

    private ApiKeyChanged change(
            ApiKey key, long version, List<String> providers, List<ConnectionId> connections, boolean revoked) {
        return new ApiKeyChanged(
                key.id(),
                new TenantId(tenant),
                version,
                key.hash(),
                List.of("deliveries:read"),
                providers,
                connections,
                Instant.now().plus(Duration.ofDays(1)),
                revoked,
                Instant.now());
    }

    @Test
    void showsNothingOfAnotherTenant() {
        String id = receive(push);

        as(
                        TestIdentity.admin("mallory", "globex"),
                        "/api/deliveries?key=" + push.received().recordKey())
                .body("items", empty());
        assertUnknown(TestIdentity.admin("mallory", "globex"), id);
        assertUnknown(TestIdentity.operator(), id);
    }

    @Test
    void showsAnOperatorWhatBelongsToNobodyAndNobodyElse() {
        WebhookFixture stray = WebhookFixture.push(WebhookFixture.newAccount());
        neighbours.gatewayReceives(stray);
        String list = "/api/deliveries?key=" + stray.received().recordKey();

        await().untilAsserted(() -> as(TestIdentity.operator(), list)
                .body("items.status", contains("ignored"))
                .body("items.reason", contains("unrouted")));

        String id = as(TestIdentity.operator(), list).extract().path("items[0].id");
        as(TestIdentity.operator(), "/api/deliveries/" + id).statusCode(200);
        as(TestIdentity.operator(), "/api/deliveries/" + id + "/payload").statusCode(200);
        as(admin, list).body("items", empty());
        assertUnknown(admin, id);
    }

    @Test
    void refusesWhoMayNotReadDeliveries() {
        String program = TestIdentity.token(Map.of("sub", "product", "tenant", tenant, "scope", "activity:read"));

        as(program, "/api/deliveries").statusCode(403).contentType("application/problem+json");
    }

    @Test
    void refusesWhoHasNoToken() {
        given().get("/api/deliveries")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:integration-stack:problem:unauthenticated"));
    }

    /** The id of the delivery, once it is settled. */
    private String receive(WebhookFixture webhook) {
        neighbours.gatewayReceives(webhook);
        return await().until(
                        () -> as(
                                        admin,
                                        "/api/deliveries?key="
                                                + webhook.received().recordKey())
                                .extract()
                                .<String>path("items.find { it.deliveryId == '" + webhook.deliveryId()
                                        + "' && it.settledAt != null }?.id"),
                        found -> found != null);
    }

    private List<String> allDeliveryIds() {
        List<String> all = new ArrayList<>();
        String next = "";
        while (next != null) {
            ValidatableResponse page = as(admin, "/api/deliveries" + (next.isEmpty() ? "" : "?cursor=" + next));
            all.addAll(page.extract().path("items.deliveryId"));
            next = page.extract().path("next");
        }
        return all;
    }

    private static void assertUnknown(String token, String id) {
        Map<String, Object> problem =
                as(token, "/api/deliveries/" + id).statusCode(404).extract().path("");
        Map<String, Object> random = as(token, "/api/deliveries/" + UNKNOWN)
                .statusCode(404)
                .extract()
                .path("");
        // The trace differs each time, and the instance is the path that was asked for.
        problem.keySet().removeAll(List.of("traceId", "instance"));
        random.keySet().removeAll(List.of("traceId", "instance"));
        assertThat(problem).isEqualTo(random);
        as(token, "/api/deliveries/" + id + "/payload").statusCode(404);
        as(token, "/api/deliveries/not-an-id").statusCode(404);
    }

    private static ValidatableResponse as(String token, String path) {
        return given().auth().oauth2(token).get(path).then();
    }
}
