package org.integrationstack.connections.connection;

import java.time.Instant;
import java.util.UUID;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ReportIT {
    private static final String OCTOCAT = "583231";

    private final Api alice = Api.user("alice");
    private final Api worker = workerFor("acme");

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void hasAConnectionAuthorizedAgainWhoseAccessWasTakenBack() {
        String id = connect();

        Reply told = worker.post(path(id), report("tokens_revoked"));

        assertThat(told.status()).isEqualTo(200);
        assertThat(told.json().getString("status")).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(told.json().getBoolean("changed")).isTrue();
        JsonObject connection = connection(id);
        assertThat(connection.getString("status")).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(connection.getString("trouble")).isEqualTo("revoked_at_provider");
        assertThat(Api.proxyFor("acme")
                        .get("/internal/connections/" + id + "/credentials")
                        .problem())
                .isEqualTo("needs-reauthorization");
        Eventually.holds(() -> assertThat(alice.get("/api/activity?type=connection.needs_reauthorization")
                        .items())
                .hasSize(1));
        assertThat(Browser.of("alice").get("/settings/integrations").body())
                .contains("has told us that access was taken back there");
    }

    @Test
    void endsAConnectionWhoseAccountHasRemovedTheApp() {
        String id = connect();
        alice.post(
                "/api/webhook-endpoints",
                new JsonObject().put("provider", "github").put("connection", id));

        Reply told = worker.post(path(id), report("deauthorized"));

        assertThat(told.json().getString("status")).isEqualTo("DISCONNECTED");
        assertThat(connection(id).getString("revocation")).isEqualTo("done");
        assertThat(Database.count("select count(*) from connection_grant")).isZero();
        assertThat(Database.count("select count(*) from grant_revocation")).isZero();
        assertThat(alice.get("/api/webhook-endpoints").items()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens_revoked", "deauthorized"})
    void changesNothingWhenToldAgain(String reason) {
        String id = connect();
        long version = worker.post(path(id), report(reason)).json().getLong("version");

        Reply again = worker.post(path(id), report(reason));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().getBoolean("changed")).isFalse();
        assertThat(again.json().getLong("version")).isEqualTo(version);
    }

    @Test
    void isOvertakenByATokenThatWasIssuedLater() {
        Instant told = Instant.now();
        String id = connect();

        for (String reason : new String[] {"tokens_revoked", "deauthorized"}) {
            Reply late = worker.post(path(id), report(reason).put("at", told.toString()));

            assertThat(late.json().getBoolean("changed")).isFalse();
            assertThat(late.json().getString("status")).isEqualTo("ACTIVE");
        }
        assertThat(worker.post(
                                path(id),
                                report("tokens_revoked").put("at", Instant.now().toString()))
                        .json()
                        .getBoolean("changed"))
                .isTrue();
    }

    @Test
    void leavesAConnectionAloneThatLacksTheToken() {
        String id = connect();

        assertThat(worker.post(path(id), report("tokens_revoked").put("slot", "user"))
                        .json()
                        .getBoolean("changed"))
                .isFalse();
        assertThat(connection(id).getString("status")).isEqualTo("ACTIVE");
    }

    @Test
    void losesASlotAlone() {
        Browser browser = Browser.of("alice");
        String id = browser.connect("slack", "sue@softball.example", "?scopes.user=search:read")
                .parameters()
                .get("connection");
        JsonObject report = report("tokens_revoked")
                .put("slot", "user")
                .put("account", connection(id).getJsonObject("account").getString("id"));

        assertThat(worker.post(path(id), report).json().getString("status")).isEqualTo("DEGRADED");
        assertThat(worker.post(path(id), report).json().getBoolean("changed")).isFalse();
        assertThat(connection(id).getJsonObject("slotTroubles").getString("user"))
                .isEqualTo("revoked_at_provider");
    }

    @Test
    void concernsTheAccountThatTheEventWasOfAndNoOther() {
        String id = connect();

        assertThat(worker.post(path(id), report("deauthorized").put("account", "1"))
                        .status())
                .isEqualTo(409);
        assertThat(worker.post(path(UUID.randomUUID().toString()), report("deauthorized"))
                        .problem())
                .isEqualTo("unknown-connection");
        assertThat(workerFor("globex").post(path(id), report("deauthorized")).problem())
                .isEqualTo("unknown-connection");
        assertThat(connection(id).getString("status")).isEqualTo("ACTIVE");
    }

    @Test
    void isForOurOwnServicesAlone() {
        String path = path(connect());
        JsonObject report = report("deauthorized");

        assertThat(Api.anonymous().post(path, report).status()).isEqualTo(401);
        for (Api outsider : new Api[] {
            alice,
            Api.with(TestIdentity.admin("carol", "acme")),
            Api.product("connections:write", "connections:report"),
            Api.proxyFor("acme"),
            Api.with(TestIdentity.service("connections:report"), "Integration-Tenant", "acme")
        }) {
            assertThat(outsider.post(path, report).status()).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"account\":\"583231\"}",
                "{\"reason\":\"tokens_revoked\"}",
                "{\"reason\":\"Because\",\"account\":\"583231\"}",
                "{\"reason\":\"tokens_revoked\",\"account\":\"\"}",
                "{\"reason\":\"tokens_revoked\",\"account\":\"583231\",\"slot\":\"a b\"}",
                "{\"reason\":\"tokens_revoked\",\"account\":\"583231\",\"at\":\"today\"}"
            })
    void refusesWhatIsNoReport(String body) {
        String id = connect();

        assertThat(worker.send("POST", path(id), body).status()).isEqualTo(400);
        assertThat(connection(id).getString("status")).isEqualTo("ACTIVE");
    }

    private static Api workerFor(String tenant) {
        return Api.with(TestIdentity.service("connections:report", "tenant:delegate"), "Integration-Tenant", tenant);
    }

    private static String connect() {
        return Browser.of("alice").connect("octocat").parameters().get("connection");
    }

    private JsonObject connection(String id) {
        return alice.get("/api/connections/" + id).json();
    }

    private static JsonObject report(String reason) {
        return new JsonObject().put("reason", reason).put("account", OCTOCAT);
    }

    private static String path(String id) {
        return "/internal/connections/" + id + "/revoked";
    }
}
