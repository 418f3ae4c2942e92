package org.integrationstack.connections.authorization;

import java.net.URI;

import jakarta.inject.Inject;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ProgramLinkIT {
    private static final JsonObject TO_PRODUCT = new JsonObject()
            .put("returnTo", "https://product.example/connected")
            .put("userId", "customer-7");

    @Inject
    RedisDataSource redis;

    private final Api product = Api.product("connections:write", "connections:read");

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void namesTheFieldOfABodyOfAnotherForm() {
        Reply refused =
                Api.product("connections:write").post("/api/connect/github", new JsonObject().put("scopes", "repo"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.json().getString("field")).isEqualTo("scopes");
    }

    @Test
    void connectsForTheUserOnceItsProgramRedeemsTheResult() {
        String code = codeOf(link());

        Reply redeemed = product.post("/api/connections/redeem", new JsonObject().put("code", code));

        assertThat(redeemed.status()).isEqualTo(201);
        assertThat(redeemed.json().getString("owner")).isEqualTo("customer-7");
        assertThat(redeemed.json().getString("status")).isEqualTo("ACTIVE");
        assertThat(product.get(redeemed.header("location")).status()).isEqualTo(200);
    }

    @Test
    void givesWhoeverLostTheAnswerTheSameLinkAsLongAsItCanBeOpened() {
        Api retrying = Api.product("connections:write").withHeader("Idempotency-Key", "key-1");
        JsonObject made = retrying.post("/api/connect/github", TO_PRODUCT).json();

        Reply again = retrying.post("/api/connect/github", TO_PRODUCT);
        Reply another = retrying.post("/api/connect/github", new JsonObject());

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json()).isEqualTo(made);
        assertThat(another.status()).isEqualTo(409);
        assertThat(new Browser()
                        .get(URI.create(made.getString("authorizationUrl")))
                        .status())
                .isEqualTo(302);

        Database.sql("update idempotent_answer set kept_until = now() - interval '1 second'");
        assertThat(retrying.post("/api/connect/github", TO_PRODUCT).json().getString("authorizationUrl"))
                .isNotEqualTo(made.getString("authorizationUrl"));
    }

    @Test
    void attachesNothingByTheLinkAlone() {
        codeOf(link());

        assertThat(product.get("/api/connections").items()).isEmpty();
    }

    @Test
    void redeemsOnceAndForItsOwnProgramOnly() {
        JsonObject code = new JsonObject().put("code", codeOf(link()));

        assertThat(Api.user("alice").post("/api/connections/redeem", code).status())
                .isEqualTo(404);
        assertThat(product.post("/api/connections/redeem", code).status()).isEqualTo(201);
        assertThat(product.post("/api/connections/redeem", code).status()).isEqualTo(404);
    }

    @Test
    void opensALinkOnce() {
        String link = link();
        new Browser().get(URI.create(link));

        Reply again = new Browser().get(URI.create(link));

        assertThat(again.status()).isEqualTo(410);
        assertThat(again.body()).contains("no longer works");
    }

    @Test
    void completesInTheBrowserThatOpenedTheLinkOnly() {
        Browser opener = new Browser();
        URI callback = opener.comeBack(opener.get(URI.create(link())), "octocat");

        Reply elsewhere = new Browser().get(callback);

        assertThat(elsewhere.parameters()).containsEntry("error", "invalid_state");
        assertThat(elsewhere.location().toString()).doesNotContain("product.example");
    }

    @Test
    void tellsTheProductThatConsentWasDenied() {
        Browser customer = new Browser();
        Reply toGitHub = customer.get(URI.create(link()));
        URI denied = new Browser()
                .get(URI.create(toGitHub.location() + "&auto=deny"))
                .location();

        Reply callback = customer.get(denied);

        assertThat(callback.location()).hasToString("https://product.example/connected?error=access_denied");
    }

    @Test
    void sendsABrowserOnlyWhereTheTenantListed() {
        JsonObject elsewhere = new JsonObject().put("returnTo", "https://product.example/other");

        assertThat(product.post("/api/connect/github", elsewhere).status()).isEqualTo(400);
    }

    @Test
    void refusesAScopeThatIsNone() {
        JsonObject nothing = new JsonObject().put("scopes", new JsonArray().addNull());

        assertThat(product.post("/api/connect/github", nothing).status()).isEqualTo(400);
    }

    @Test
    void letsNoPersonNameAnotherUser() {
        Reply refused = Api.user("alice").post("/api/connect/github", new JsonObject().put("userId", "bob"));

        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    void takesNoNumberForAText() {
        Reply refused = product.post("/api/connect/github", new JsonObject().put("returnTo", 5));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.json().getString("field")).isEqualTo("returnTo");
    }

    @Test
    void saysWhatARedemptionLacks() {
        Reply refused = product.post("/api/connections/redeem", new JsonObject());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
        assertThat(refused.body()).contains("code");
    }

    @Test
    void readsNoEndlessBody() {
        JsonObject endless = new JsonObject().put("userId", "x".repeat(300_000));

        Reply refused = product.post("/api/connect/github", endless);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.problem()).isEqualTo("too-large");
    }

    @Test
    void namesTheInputThatIsWrong() {
        JsonObject elsewhere =
                new JsonObject().put("inputs", new JsonObject().put("login_url", "https://evil.example"));

        Reply refused = product.post("/api/connect/salesforce", elsewhere);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail"))
                .startsWith("inputs: login_url ")
                .doesNotContain("evil");
    }

    @Test
    void forgetsAResultThatIsRedeemedTooLate() {
        JsonObject code = new JsonObject().put("code", codeOf(link()));
        redis.key().keys("connections:result:*").forEach(key -> redis.key().pexpire(key, 1));
        Eventually.holds(
                () -> assertThat(redis.key().keys("connections:result:*")).isEmpty());

        assertThat(product.post("/api/connections/redeem", code).status()).isEqualTo(404);
    }

    @Test
    void keepsAResultThatCannotBeRedeemedForAWhile() {
        JsonObject code = new JsonObject().put("code", codeOf(link()));
        Infrastructure.kill("postgres");
        try {
            assertThat(product.post("/api/connections/redeem", code).status()).isEqualTo(503);
        } finally {
            Infrastructure.start("postgres");
        }

        Eventually.holds(
                () -> assertThat(product.post("/api/connections/redeem", code).status())
                        .isEqualTo(201));
        assertThat(product.post("/api/connections/redeem", code).status()).isEqualTo(404);
    }

    @Test
    void redeemsNothingForWhatIsNoCode() {
        for (String code : new String[] {"", "x", "A".repeat(43), "A".repeat(5000), "\u0000"}) {
            assertThat(product.post("/api/connections/redeem", new JsonObject().put("code", code))
                            .status())
                    .as(code)
                    .isEqualTo(404);
        }
    }

    @Test
    void needsTheScope() {
        assertThat(Api.product("connections:read")
                        .post("/api/connect/github", new JsonObject())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void namesAFieldItDoesNotKnow() {
        Reply refused = product.post("/api/connect/github", new JsonObject().put("returnto", "/"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("returnto");
    }

    private String link() {
        Reply made = product.post("/api/connect/github", TO_PRODUCT);
        assertThat(made.status()).isEqualTo(201);
        return made.json().getString("authorizationUrl");
    }

    private static String codeOf(String link) {
        Browser customer = new Browser();
        Reply callback = customer.get(customer.comeBack(customer.get(URI.create(link)), "octocat"));
        assertThat(callback.location().toString()).startsWith("https://product.example/connected?code=");
        return callback.parameters().get("code");
    }
}
