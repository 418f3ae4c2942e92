package org.integrationstack.connections.submission;

import jakarta.inject.Inject;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.grant.TokenVault;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.connections.testing.Surroundings;
import org.integrationstack.connections.vault.Vault;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/** Credentials that people and programs enter are used once their provider has taken them, and not before. */
@ServiceTest
class SubmissionIT {
    private static final String CONNECTIONS = "/api/connections";
    private static final String ANVILS = "rk_test_1SandboxAcmeAnvils";
    private static final String SUSHI = "rk_test_1SandboxKandaSushi";
    private static final String CLIENT_ID = "client-of-the-tests";

    @Inject
    Vault vault;

    private final Imitation stripe = new Imitation("stripe");
    private final Imitation salesforce = new Imitation("salesforce");
    private final Api alice = Api.user("alice");

    @BeforeEach
    void awaitKeys() {
        Eventually.holds(() -> vault.keys(TokenVault.TOKENS));
    }

    @AfterEach
    void cleanUp() {
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @Test
    void connectsTheAccountThatAKeyOpens() {
        JsonObject body = key(ANVILS)
                .put("labels", new JsonObject().put("team", "blue"))
                .put("credentials", new JsonObject().put("api_key", " " + ANVILS + "\n"));

        Reply made = alice.post(CONNECTIONS, body);

        assertThat(made.status()).isEqualTo(201);
        JsonObject connection = made.json();
        assertThat(connection.getString("status")).isEqualTo("ACTIVE");
        assertThat(connection.getString("kind")).isEqualTo("api_key");
        assertThat(connection.getString("owner")).isEqualTo("alice");
        assertThat(connection.getJsonObject("account").getString("id")).isEqualTo("acct_1SandboxAcmeAnvils");
        assertThat(connection.getJsonObject("labels").getString("team")).isEqualTo("blue");
        assertThat(alice.get(made.header("location")).json().getString("id")).isEqualTo(connection.getString("id"));
        JsonObject credential = credential(connection.getString("id")).json();
        assertThat(credential.getString("kind")).isEqualTo("api_key");
        assertThat(credential.getString("accessToken")).isEqualTo(ANVILS);
        Eventually.holds(
                () -> assertThat(new KafkaTopic(Topics.CONNECTIONS_CHANGED).records(connection.getString("id")))
                        .isNotEmpty());
    }

    @Test
    void keepsNothingOfAKeyThatTheProviderRefuses() {
        Reply refused = alice.post(CONNECTIONS, key("rk_test_of_nobody"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.problem()).isEqualTo("credential-refused");
        assertThat(alice.get(CONNECTIONS).items()).isEmpty();
        assertThat(rows("connection")).isZero();
        assertThat(rows("connection_grant")).isZero();
        assertThat(rows("credential_check")).isZero();
        Eventually.holds(() -> assertThat(
                        alice.get("/api/activity?type=connection.check_failed").items())
                .hasSize(1));
    }

    @Test
    void namesWhatIsWrongAndRepeatsNothing() {
        Reply refused = alice.post(
                CONNECTIONS,
                key("sk_live_of-the-platform")
                        .put("inputs", new JsonObject().put("shop", "x"))
                        .put("labels", new JsonObject().put("-", "x"))
                        .put("settings", new JsonObject().put("colour", "x")));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("field")).isEqualTo("credentials.api_key");
        assertThat(refused.json().getJsonArray("violations")).hasSize(4);
        assertThat(refused.body()).doesNotContain("of-the-platform");
        assertThat(stripe.requests("/v1")).isEmpty();
    }

    @Test
    void knowsWhatCanBeEntered() {
        assertThat(alice.post(CONNECTIONS, key(ANVILS).put("provider", "nowhere"))
                        .problem())
                .isEqualTo("unknown-provider");
        assertThat(field(key(ANVILS).put("kind", "oauth"))).isEqualTo("kind");
        assertThat(field(key(ANVILS).put("kind", "basic"))).isEqualTo("kind");
        assertThat(field(key(ANVILS).put("kind", "app").put("provider", "github-app")))
                .isEqualTo("kind");
        assertThat(field(key(ANVILS).put("userId", " "))).isEqualTo("userId");
        assertThat(alice.post(CONNECTIONS, new JsonObject().put("provider", "stripe"))
                        .status())
                .isEqualTo(400);
        assertThat(alice.post(CONNECTIONS, key(ANVILS).put("kinds", "x")).body())
                .contains("kinds");
    }

    @Test
    void connectsAnAccountOnceForAnOwner() {
        String first = connected(ANVILS);

        Reply again = alice.post(CONNECTIONS, key(ANVILS));
        Reply bobs = Api.user("bob").post(CONNECTIONS, key(ANVILS));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().getString("connection")).isEqualTo(first);
        assertThat(bobs.status()).isEqualTo(201);
        assertThat(alice.get(CONNECTIONS).items()).hasSize(1);
    }

    @Test
    void connectsOnceUnderOneIdempotencyKey() {
        String body = key(ANVILS).encode();
        String blanks = " " + body;

        Reply first = alice.send("POST", CONNECTIONS, body, "Idempotency-Key", "a-key");
        Reply again = alice.send("POST", CONNECTIONS, blanks, "Idempotency-Key", "a-key");
        Reply other = alice.send("POST", CONNECTIONS, key(SUSHI).encode(), "Idempotency-Key", "a-key");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().getString("id")).isEqualTo(first.json().getString("id"));
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void mayBeTriedAgainUnderTheKeyOfARefusedAttempt() {
        stripe.fails("/v1/account", 401);
        String body = key(ANVILS).encode();

        assertThat(alice.send("POST", CONNECTIONS, body, "Idempotency-Key", "a-key")
                        .status())
                .isEqualTo(422);
        assertThat(alice.send("POST", CONNECTIONS, body, "Idempotency-Key", "a-key")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void waitsVisiblyForAProviderThatIsAway() {
        stripe.fails("/v1/account", 503);

        Reply waiting = alice.post(CONNECTIONS, key(ANVILS));

        assertThat(waiting.status()).isEqualTo(202);
        JsonObject pending = waiting.json();
        assertThat(pending.getString("status")).isEqualTo("PENDING");
        assertThat(pending.getString("trouble")).isEqualTo("provider_unavailable");
        assertThat(pending.getJsonObject("account")).isNull();
        assertThat(credential(pending.getString("id")).status()).isEqualTo(409);
        assertThat(rows("connection_grant where refresh_due is not null")).isZero();
        JsonObject checked =
                alice.post(path(pending) + "/check", new JsonObject()).json();
        assertThat(checked.getString("status")).isEqualTo("ACTIVE");
        assertThat(checked.getString("trouble")).isNull();
    }

    @Test
    void goesOnCheckingByItself() {
        String id = waiting(ANVILS);

        Database.sql("update credential_check set due = now()");

        Eventually.holds(() -> assertThat(view(id).getString("status")).isEqualTo("ACTIVE"));
        assertThat(rows("credential_check")).isZero();
    }

    @Test
    void staysPendingWhenALaterCheckIsRefusedUntilItIsReplaced() {
        String id = waiting(ANVILS);
        stripe.fails("/v1/account", 401);

        JsonObject refused =
                alice.post(CONNECTIONS + "/" + id + "/check", new JsonObject()).json();
        Reply replaced = replace(alice, id, SUSHI);

        assertThat(refused.getString("status")).isEqualTo("PENDING");
        assertThat(refused.getString("trouble")).isEqualTo("credential_refused");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.json().getString("status")).isEqualTo("ACTIVE");
        assertThat(credential(id).json().getString("accessToken")).isEqualTo(SUSHI);
    }

    @Test
    void saysThatTheAccountIsConnectedAlreadyWhenThatShowsLater() {
        String id = waiting(ANVILS);
        connected(ANVILS);

        JsonObject checked =
                alice.post(CONNECTIONS + "/" + id + "/check", new JsonObject()).json();

        assertThat(checked.getString("status")).isEqualTo("PENDING");
        assertThat(checked.getString("trouble")).isEqualTo("account_connected");
    }

    @Test
    void erasesWhatADayHasNotSettled() {
        String id = waiting(ANVILS);

        Database.sql("update credential_check set since = now() - interval '25 hours', due = now()");

        Eventually.holds(() -> assertThat(view(id).getString("status")).isEqualTo("DISCONNECTED"));
        assertThat(rows("connection_grant")).isZero();
        assertThat(rows("credential_check")).isZero();
    }

    @Test
    void canBeDisconnectedWhilePending() {
        String id = waiting(ANVILS);

        Reply ended = alice.delete(CONNECTIONS + "/" + id);
        Database.sql("update credential_check set due = now()");

        assertThat(ended.json().getString("revocation")).isEqualTo("unsupported");
        assertThat(rows("connection_grant")).isZero();
        Eventually.holds(() -> assertThat(rows("credential_check")).isZero());
        assertThat(view(id).getString("status")).isEqualTo("DISCONNECTED");
    }

    @Test
    void replacesAKeyByAnotherOfTheSameAccountOnly() {
        String id = connected(ANVILS);

        Reply other = replace(alice, id, SUSHI);
        Reply refused = replace(alice, id, "rk_test_of_nobody");
        stripe.fails("/v1/account", 503);
        Reply away = replace(alice, id, ANVILS);
        Reply invalid = replace(alice, id, "sk_live_x");
        Reply same = replace(alice, id, ANVILS);

        assertThat(other.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("credential-refused");
        assertThat(away.status()).isEqualTo(503);
        assertThat(invalid.json().getString("field")).isEqualTo("credentials.api_key");
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.header("etag")).isEqualTo(tag(same));
        assertThat(credential(id).json().getString("accessToken")).isEqualTo(ANVILS);
        assertThat(credential(id).json().getLong("version")).isEqualTo(3);
    }

    @Test
    void replacesNothingThatIsNotTheCallers() {
        String id = connected(ANVILS);

        assertThat(replace(Api.user("bob"), id, ANVILS).problem()).isEqualTo("unknown-connection");
        assertThat(replace(Api.with(TestIdentity.admin("mallory", "globex")), id, ANVILS)
                        .problem())
                .isEqualTo("unknown-connection");
        assertThat(replace(Api.with(TestIdentity.admin("carol", "acme")), id, ANVILS)
                        .status())
                .isEqualTo(200);
        alice.delete(CONNECTIONS + "/" + id);
        assertThat(replace(alice, id, ANVILS).status()).isEqualTo(409);
    }

    @Test
    void replacesNothingThatPeopleSignInFor() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(replace(alice, id, ANVILS).status()).isEqualTo(409);
    }

    @Test
    void letsAProgramButNoPersonActForAnotherUser() {
        JsonObject forAnother = key(ANVILS).put("userId", "customer-7");

        assertThat(alice.post(CONNECTIONS, forAnother).status()).isEqualTo(403);
        assertThat(Api.product("connections:read").post(CONNECTIONS, forAnother).status())
                .isEqualTo(403);
        Reply made = Api.product("connections:write").post(CONNECTIONS, forAnother);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getString("owner")).isEqualTo("customer-7");
    }

    @Test
    void needsAuthorizationAgainWhenTheKeyIsNoLongerHonoured() {
        String id = connected(ANVILS);
        stripe.fails("/v1/account", 401);
        stripe.fails("/v1/account", 401);

        JsonObject checked =
                alice.post(CONNECTIONS + "/" + id + "/check", new JsonObject()).json();

        assertThat(checked.getString("status")).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(checked.getString("trouble")).isEqualTo("credential_refused");
        assertThat(replace(alice, id, ANVILS).json().getString("status")).isEqualTo("ACTIVE");
    }

    @Test
    void erasesAKeyThatIsDisconnected() {
        String id = connected(ANVILS);

        JsonObject ended = alice.delete(CONNECTIONS + "/" + id).json();

        assertThat(ended.getString("revocation")).isEqualTo("unsupported");
        assertThat(rows("connection_grant")).isZero();
    }

    @Test
    void connectsABotTokenBesideTheGrantOfTheSameWorkspace() {
        Browser browser = Browser.of("alice");
        Reply callback = browser.get(browser.comeBack(browser.get("/api/connect/slack"), "sue@softball.example"));
        String token =
                credential(callback.parameters().get("connection")).json().getString("accessToken");

        Reply made = alice.post(CONNECTIONS, key(token).put("provider", "slack"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getJsonObject("account").getString("id")).isEqualTo("T012SOFTB");
        assertThat(alice.get(CONNECTIONS).items()).hasSize(2);
        assertThat(alice.post(CONNECTIONS, key("xoxb-of-nobody").put("provider", "slack"))
                        .problem())
                .isEqualTo("credential-refused");
    }

    @Test
    void getsTokensForACustomersOwnClient() {
        Reply made = alice.post(CONNECTIONS, client(Surroundings.CLIENT_SECRET));

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().getString("kind")).isEqualTo("client_credentials");
        assertThat(made.json().getJsonObject("inputs").getString("login_url"))
                .isEqualTo("https://acme.my.salesforce.com");
        String id = made.json().getString("id");
        JsonObject first = credential(id).json();
        assertThat(first.getString("kind")).isEqualTo("client_credentials");
        assertThat(first.getJsonObject("values").getString("instance_url")).isEqualTo("https://acme.my.salesforce.com");
        assertThat(first.encode()).doesNotContain(Surroundings.CLIENT_SECRET);
        assertThat(alice.post(CONNECTIONS + "/" + id + "/refresh", new JsonObject())
                        .status())
                .isEqualTo(200);
        JsonObject second = credential(id).json();
        assertThat(second.getString("accessToken")).isNotEqualTo(first.getString("accessToken"));
        assertThat(second.getLong("version")).isGreaterThan(first.getLong("version"));
        assertThat(salesforce.requests("/services/oauth2/introspect")).isEmpty();
    }

    @Test
    void refusesAClientThatTheProviderDoesNotKnow() {
        assertThat(alice.post(CONNECTIONS, client("another-secret")).problem()).isEqualTo("credential-refused");
        assertThat(field(client("x").put("inputs", new JsonObject().put("login_url", "https://evil.example"))))
                .isEqualTo("inputs.login_url");
        assertThat(rows("connection")).isZero();
    }

    @Test
    void renewsAClientThatGetsNoTokensAnyMoreOnceItIsReplaced() {
        String id = alice.post(CONNECTIONS, client(Surroundings.CLIENT_SECRET))
                .json()
                .getString("id");
        salesforce.set("clientCredentials", false);

        alice.post(CONNECTIONS + "/" + id + "/refresh", new JsonObject());

        assertThat(view(id).getString("status")).isEqualTo("NEEDS_REAUTHORIZATION");
        salesforce.set("clientCredentials", true);
        Reply replaced = alice.send(
                "PUT",
                CONNECTIONS + "/" + id + "/credentials",
                new JsonObject()
                        .put("credentials", client(Surroundings.CLIENT_SECRET).getJsonObject("credentials"))
                        .encode());
        assertThat(replaced.json().getString("status")).isEqualTo("ACTIVE");
        assertThat(credential(id).status()).isEqualTo(200);
    }

    private String connected(String key) {
        Reply made = alice.post(CONNECTIONS, key(key));
        assertThat(made.status()).isEqualTo(201);
        return made.json().getString("id");
    }

    /** A connection whose provider was away when it was made. */
    private String waiting(String key) {
        stripe.fails("/v1/account", 503);
        Reply made = alice.post(CONNECTIONS, key(key));
        assertThat(made.status()).isEqualTo(202);
        return made.json().getString("id");
    }

    private String field(JsonObject body) {
        Reply refused = alice.post(CONNECTIONS, body);
        assertThat(refused.status()).isEqualTo(400);
        return refused.json().getString("field");
    }

    private JsonObject view(String id) {
        return alice.get(CONNECTIONS + "/" + id).json();
    }

    private static Reply replace(Api caller, String id, String key) {
        JsonObject body = new JsonObject().put("credentials", new JsonObject().put("api_key", key));
        return caller.send("PUT", CONNECTIONS + "/" + id + "/credentials", body.encode());
    }

    private static String tag(Reply connection) {
        return '"' + connection.json().getString("version") + '"';
    }

    private static Reply credential(String id) {
        return Api.proxyFor("acme").get("/internal/connections/" + id + "/credentials");
    }

    private static String path(JsonObject connection) {
        return CONNECTIONS + "/" + connection.getString("id");
    }

    private static JsonObject key(String key) {
        return new JsonObject()
                .put("provider", "stripe")
                .put("kind", "api_key")
                .put("credentials", new JsonObject().put("api_key", key));
    }

    private static JsonObject client(String secret) {
        return new JsonObject()
                .put("provider", "salesforce")
                .put("kind", "client_credentials")
                .put("inputs", new JsonObject().put("login_url", "https://acme.my.salesforce.com"))
                .put("credentials", new JsonObject().put("client_id", CLIENT_ID).put("client_secret", secret));
    }

    private static long rows(String table) {
        return Database.count("select count(*) from " + table);
    }
}
