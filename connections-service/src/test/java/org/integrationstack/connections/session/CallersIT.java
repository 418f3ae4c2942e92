package org.integrationstack.connections.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class CallersIT {
    private static final Map<String, Object> ALICE = Map.of("sub", "alice", "tenant", "acme", "roles", List.of("user"));

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/connections",
                "/api/connections/6a1c1f5e-58a6-4ab8-9d6b-0a3b6f9a2c11",
                "/api/activity",
                "/internal/connections/6a1c1f5e-58a6-4ab8-9d6b-0a3b6f9a2c11/credentials"
            })
    void asksForATokenAndNeverRedirects(String path) {
        Reply refused = Api.anonymous().get(path);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.problem()).isEqualTo("unauthenticated");
        assertThat(refused.header("location")).isEmpty();
    }

    @Test
    void refusesAnExpiredToken() {
        assertThat(statusWith("exp", Instant.now().minusSeconds(600).getEpochSecond()))
                .isEqualTo(401);
    }

    @Test
    void refusesATokenForAnotherAudience() {
        assertThat(statusWith("aud", List.of("another-service"))).isEqualTo(401);
    }

    @Test
    void refusesAForgedToken() {
        assertThat(Api.with(TestIdentity.forgedToken(ALICE))
                        .get("/api/connections")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void refusesATokenWithoutATenant() {
        assertThat(statusWith("tenant", null)).isEqualTo(403);
    }

    @Test
    void refusesATokenOfSeveralTenants() {
        assertThat(statusWith("tenant", List.of("acme", "globex"))).isEqualTo(403);
    }

    @Test
    void showsAnOperatorNoTenantsData() {
        Api operator = Api.with(TestIdentity.operator());

        assertThat(operator.get("/api/connections").status()).isEqualTo(403);
        assertThat(operator.get("/api/activity").status()).isEqualTo(403);
    }

    @Test
    void takesNoSessionWhereABearerTokenIsAskedFor() {
        Browser alice = Browser.of("alice");

        assertThat(alice.get("/api/connections").status()).isEqualTo(401);
        assertThat(alice.submit("/api/connections/redeem").status()).isEqualTo(401);
    }

    @Test
    void hidesWhatIsAnotherTenantsOrAnotherUsersAsIfItWereNot() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");
        Map<String, String> bodies =
                Map.of("/credentials", "{\"credentials\":{\"api_key\":\"x\"}}", "", "{\"labels\":{}}");
        List<String> requests = List.of(
                "GET ",
                "PATCH ",
                "DELETE ",
                "POST /pause",
                "POST /resume",
                "POST /refresh",
                "POST /check",
                "PUT /credentials");
        for (Api other : List.of(Api.with(TestIdentity.admin("mallory", "globex")), Api.user("bob"))) {
            for (String request : requests) {
                String[] parts = request.split(" ", -1);
                String body = parts[0].equals("GET") ? "" : bodies.getOrDefault(parts[1], "{}");

                Reply theirs = other.send(parts[0], "/api/connections/" + id + parts[1], body);
                Reply none = other.send(parts[0], "/api/connections/" + UUID.randomUUID() + parts[1], body);

                assertThat(theirs.problem()).as(request).isEqualTo("unknown-connection");
                assertThat(withoutTrace(theirs)).as(request).isEqualTo(withoutTrace(none));
            }
            assertThat(other.get("/api/connections").items()).isEmpty();
            assertThat(other.get("/api/activity?connection=" + id).items()).isEmpty();
        }
        assertThat(Api.user("alice").get("/api/connections/" + id).json().getLong("version"))
                .isOne();
    }

    @Test
    void showsAnAdminTheTenantsConnections() {
        Browser.of("alice").connect("octocat");

        assertThat(Api.with(TestIdentity.admin("carol", "acme"))
                        .get("/api/connections")
                        .items())
                .hasSize(1);
    }

    @Test
    void givesCredentialsToOurOwnServicesOnly() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");
        String path = "/internal/connections/" + id + "/credentials";

        assertThat(Api.user("alice").get(path).status()).isEqualTo(403);
        assertThat(Api.product("credentials:read").get(path).status()).isEqualTo(403);
        assertThat(Api.proxyFor("globex").get(path).problem()).isEqualTo("unknown-connection");
        assertThat(Api.with(TestIdentity.service("credentials:read", "tenant:delegate"))
                        .get(path)
                        .status())
                .isEqualTo(403);
        Reply given = Api.proxyFor("acme").get(path);
        assertThat(given.status()).isEqualTo(200);
        assertThat(given.header("cache-control")).isEqualTo("no-store");
        assertThat(given.json().getString("accountId")).isEqualTo("583231");
        assertThat(given.json().getString("provider")).isEqualTo("github");
        assertThat(given.json().getLong("version")).isEqualTo(1);
    }

    private static int statusWith(String claim, Object value) {
        Map<String, Object> claims = new HashMap<>(ALICE);
        claims.put(claim, value);
        return Api.with(TestIdentity.token(claims)).get("/api/connections").status();
    }

    private static JsonObject withoutTrace(Reply reply) {
        JsonObject problem = reply.json();
        problem.remove("traceId");
        problem.remove("instance");
        return problem;
    }
}
