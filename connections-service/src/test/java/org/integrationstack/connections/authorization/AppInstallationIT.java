package org.integrationstack.connections.authorization;

import java.net.URI;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

/** An app's installation is connected by a person who is in charge there, and opened by the app's own key. */
@ServiceTest
class AppInstallationIT {
    private static final String ORGANIZATION = "/api/connect/github-app?input.account=octo-org";

    private final Imitation github = new Imitation("github");

    @AfterEach
    void cleanUp() {
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @Test
    void connectsTheOrganizationThatThePersonManages() {
        JsonObject connection = connected(Browser.of("alice"), ORGANIZATION);

        assertThat(connection.getString("kind")).isEqualTo("app");
        assertThat(connection.getString("status")).isEqualTo("ACTIVE");
        assertThat(connection.getJsonObject("account").getString("name")).isEqualTo("octo-org");
        assertThat(connection.getString("expiresAt")).isNotNull();
        JsonObject credential = credential(connection);
        assertThat(credential.getString("kind")).isEqualTo("app");
        assertThat(credential.getJsonObject("values").getString("installation_id"))
                .isEqualTo("957388");
        assertThat(github.get("/installation/repositories", credential.getString("accessToken"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void givesThePersonsOwnGrantBackAtOnce() {
        connected(Browser.of("alice"), ORGANIZATION);

        Eventually.holds(() -> assertThat(github.requests("/applications/app-of-the-tests/token"))
                .hasSize(1)
                .allSatisfy(request -> {
                    JsonObject call = (JsonObject) request;
                    assertThat(call.getString("method")).isEqualTo("DELETE");
                    assertThat(call.getInteger("status")).isEqualTo(204);
                }));
    }

    @Test
    void doesNotGuessWhichOfSeveralIsMeant() {
        Browser alice = Browser.of("alice");

        Reply callback = callback(alice, "/api/connect/github-app", "octocat");

        assertThat(callback.parameters()).containsEntry("error", "installation_ambiguous");
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
        assertThat(github.requests("/app/installations")).isEmpty();
    }

    @Test
    void connectsNoAccountThatThePersonIsOnlyAMemberOf() {
        Browser alice = Browser.of("alice");

        assertThat(callback(alice, ORGANIZATION, "monalisa").parameters())
                .containsEntry("error", "installation_missing");
        assertThat(callback(alice, "/api/connect/github-app", "monalisa").parameters())
                .containsEntry("error", "installation_missing");
        assertThat(github.requests("/app/installations")).isEmpty();
    }

    @Test
    void connectsNoAccountThatIsOnlyNamed() {
        Reply callback = callback(Browser.of("alice"), "/api/connect/github-app?input.account=globex", "octocat");

        assertThat(callback.parameters()).containsEntry("error", "installation_missing");
    }

    @Test
    void saysThatTheProviderIsAwayWhenItCannotTellWhoIsInCharge() {
        Browser alice = Browser.of("alice");
        github.fails("/user/memberships/orgs", 503);

        assertThat(callback(alice, ORGANIZATION, "octocat").parameters())
                .containsEntry("error", "provider_unavailable");
        assertThat(callback(alice, ORGANIZATION, "octocat").parameters()).containsEntry("success", "true");
    }

    @Test
    void connectsForAProgramsUserByALink() {
        JsonObject wish = new JsonObject()
                .put("returnTo", "https://product.example/connected")
                .put("inputs", new JsonObject().put("account", "octocat"));
        Api product = Api.product("connections:write", "connections:read");
        Browser customer = new Browser();
        String link = product.post("/api/connect/github-app", wish).json().getString("authorizationUrl");
        String code = customer.get(customer.comeBack(customer.get(URI.create(link)), "octocat"))
                .parameters()
                .get("code");

        Reply redeemed = product.post("/api/connections/redeem", new JsonObject().put("code", code));

        assertThat(redeemed.status()).isEqualTo(201);
        assertThat(redeemed.json().getString("kind")).isEqualTo("app");
        assertThat(redeemed.json().getJsonObject("account").getString("name")).isEqualTo("octocat");
    }

    @Test
    void isAuthorizedAgainWithoutNamingTheAccountAnew() {
        Browser alice = Browser.of("alice");
        JsonObject first = connected(alice, ORGANIZATION);

        JsonObject again = connected(alice, "/api/connect/github-app?connection=" + first.getString("id"));

        assertThat(again.getString("id")).isEqualTo(first.getString("id"));
        assertThat(again.getLong("version")).isGreaterThan(first.getLong("version"));
    }

    @Test
    void endsTheInstallationsTokenWhenItIsDisconnected() {
        JsonObject connection = connected(Browser.of("alice"), ORGANIZATION);
        String token = credential(connection).getString("accessToken");

        Api.user("alice").delete("/api/connections/" + connection.getString("id"));

        Eventually.holds(() -> assertThat(view(connection.getString("id")).getString("revocation"))
                .isEqualTo("done"));
        assertThat(github.get("/installation/repositories", token).status()).isEqualTo(401);
    }

    @Test
    void getsTheNextTokenByTheAppsKey() {
        JsonObject connection = connected(Browser.of("alice"), ORGANIZATION);
        JsonObject first = credential(connection);

        Reply refreshed = post(connection, "/refresh");
        Reply checked = post(connection, "/check");

        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(checked.json().getString("status")).isEqualTo("ACTIVE");
        JsonObject now = credential(connection);
        assertThat(now.getString("accessToken")).isNotEqualTo(first.getString("accessToken"));
        assertThat(now.getJsonObject("values").getString("installation_id")).isEqualTo("957388");
        assertThat(github.requests("/app/installations/957388/access_tokens")).hasSize(3);
    }

    @Test
    void needsAuthorizationAgainOnceTheAppIsUninstalled() {
        JsonObject connection = connected(Browser.of("alice"), ORGANIZATION);
        github.fails("/app/installations/957388/access_tokens", 404);

        JsonObject checked = post(connection, "/check").json();

        assertThat(checked.getString("status")).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(connected(Browser.of("alice"), ORGANIZATION).getString("id")).isEqualTo(connection.getString("id"));
        assertThat(view(connection.getString("id")).getString("status")).isEqualTo("ACTIVE");
    }

    private static Reply post(JsonObject connection, String action) {
        return Api.user("alice").post("/api/connections/" + connection.getString("id") + action, new JsonObject());
    }

    private static JsonObject connected(Browser browser, String path) {
        Reply callback = callback(browser, path, "octocat");
        assertThat(callback.parameters()).containsEntry("success", "true");
        return view(callback.parameters().get("connection"));
    }

    private static Reply callback(Browser browser, String path, String login) {
        return browser.get(browser.comeBack(browser.get(path), login));
    }

    private static JsonObject view(String id) {
        return Api.user("alice").get("/api/connections/" + id).json();
    }

    private static JsonObject credential(JsonObject connection) {
        return Api.proxyFor("acme")
                .get("/internal/connections/" + connection.getString("id") + "/credentials")
                .json();
    }
}
