package org.integrationstack.connections.connection;

import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

/** No token stays good that no connection holds. */
@ServiceTest
class GivingBackIT {
    private static final String REVOKED = "/applications";
    private static final String TOKENS = "/login/oauth/access_token";

    @Inject
    GivingBack givingBack;

    private final Imitation google = new Imitation("google");
    private final Api product = Api.product("connections:write", "connections:read");

    @AfterEach
    void cleanUp() {
        Infrastructure.start("postgres");
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @Test
    void givesTheTokensOfAnotherAccountBack() {
        String id = connect("alice", "octocat");
        String held = token(id);
        Browser alice = Browser.of("alice");

        alice.get(alice.comeBack(alice.get("/api/connect/github?connection=" + id), "monalisa"));

        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(1));
        assertThat(GitHub.requests(REVOKED).encode()).doesNotContain(held);
        assertThat(GitHub.statusOfUser(held)).isEqualTo(200);
    }

    @Test
    void givesTheFormerTokensBackThatAnotherAuthorizationReplaced() {
        String id = connect("alice", "octocat");
        String former = token(id);

        connect("alice", "octocat");

        Eventually.holds(() -> assertThat(GitHub.statusOfUser(former)).isEqualTo(401));
        assertThat(GitHub.statusOfUser(token(id))).isEqualTo(200);
    }

    @Test
    void givesBackWhatNobodyRedeems() {
        codeOf(link(), "octocat");

        sql("update grant_revocation set due = now(), since = now()");

        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(1));
        Eventually.holds(
                () -> assertThat(sql("select count(*) from grant_revocation")).isZero());
    }

    @Test
    void keepsWhatIsRedeemed() {
        String code = codeOf(link(), "octocat");
        assertThat(sql("select count(*) from grant_revocation where due > now() + interval '9 minutes'"))
                .isOne();

        Reply redeemed = redeem(code);

        assertThat(redeemed.status()).isEqualTo(201);
        assertThat(sql("select count(*) from grant_revocation")).isZero();
        assertThat(GitHub.statusOfUser(token(redeemed.json().getString("id")))).isEqualTo(200);
    }

    @Test
    void redeemsNothingThatIsBeingGivenBack() {
        String code = codeOf(link(), "octocat");
        sql("update grant_revocation set attempts = 1");

        Reply late = redeem(code);

        assertThat(late.status()).isEqualTo(404);
        assertThat(product.get("/api/connections").items()).isEmpty();
        assertThat(sql("select count(*) from grant_revocation")).isOne();
    }

    @Test
    void givesBackWhatWasRedeemedForAnotherAccount() {
        String id = redeem(codeOf(link(), "octocat")).json().getString("id");
        JsonObject again = new JsonObject()
                .put("returnTo", "https://product.example/connected")
                .put("userId", "customer-7")
                .put("connection", id);
        String code =
                codeOf(product.post("/api/connect/github", again).json().getString("authorizationUrl"), "monalisa");

        Reply refused = redeem(code);

        assertThat(refused.status()).isEqualTo(409);
        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(1));
        assertThat(GitHub.statusOfUser(token(id))).isEqualTo(200);
    }

    /** Google ends all tokens of the account with one: alice's would end with bob's. */
    @Test
    void leavesAGrantToItsProviderThatAnotherConnectionLivesBy() {
        String ofAlice = connectGoogle("alice");
        String ofBob = connectGoogle("bob");

        Api.user("bob").delete("/api/connections/" + ofBob);

        Eventually.holds(() -> assertThat(
                        Api.user("bob").get("/api/connections/" + ofBob).json().getString("revocation"))
                .isEqualTo("shared"));
        assertThat(google.requests("/revoke")).isEmpty();
        Api.user("alice").delete("/api/connections/" + ofAlice);
        Eventually.holds(() -> assertThat(google.requests("/revoke")).hasSize(1));
        Eventually.holds(
                () -> assertThat(sql("select count(*) from grant_revocation")).isZero());
    }

    /** Whether the account is somebody's else cannot be told: asked again, not revoked on suspicion. */
    @Test
    void revokesNoSharedGrantForWantOfKnowingWhoseItIs() {
        String ofAlice = connectGoogle("alice");
        google.fails("/v1/userinfo", 503);

        Reply callback = Browser.of("bob").connect("google", "ada@example.com", "");

        assertThat(callback.parameters()).isEqualTo(Map.of("error", "provider_unavailable"));
        Eventually.holds(
                () -> assertThat(sql("select count(*) from grant_revocation")).isZero());
        assertThat(google.requests("/revoke")).isEmpty();
        assertThat(google.get("/v1/userinfo", token(ofAlice)).status()).isEqualTo(200);
    }

    @Test
    void remembersWhatToGiveBackWhileTheDatabaseIsAway() {
        Browser alice = Browser.of("alice");
        URI back = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        GitHub.SIDE.fault("/user", new JsonObject().put("kind", "slow").put("delayMs", 1_500));
        CompletableFuture<Reply> callback = CompletableFuture.supplyAsync(() -> alice.get(back));
        Eventually.holds(() -> assertThat(GitHub.requests("/user")).hasSize(1));
        Infrastructure.kill("postgres");

        assertThat(callback.join().status()).isEqualTo(503);
        Infrastructure.start("postgres");
        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(1));
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
    }

    /** The state has been used, but not the code: nothing was granted. */
    @Test
    void exchangesNoCodeThatCannotBeRecorded() {
        Browser alice = Browser.of("alice");
        URI back = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        Infrastructure.kill("postgres");

        assertThat(alice.get(back).status()).isEqualTo(503);

        assertThat(GitHub.requests(TOKENS)).isEmpty();
    }

    /** As if the process had died over it: at GitHub the second use of a code ends what the first one brought. */
    @Test
    void hasTheProviderEndWhatADeadProcessWasTold() {
        Reply callback = completeTooLate(GitHub.SIDE, TOKENS, "/user", "github", "octocat");

        assertThat(callback.parameters()).isEqualTo(Map.of("error", "exchange_failed"));
        assertNothingIsLeft();
    }

    /** At Google the second use is only refused. A process that was slow, not dead, gives back what it was told. */
    @Test
    void attachesNothingThatCountsAsLost() {
        Reply callback = completeTooLate(google, "/token", "/v1/userinfo", "google", "ada@example.com");

        assertThat(callback.parameters()).isEqualTo(Map.of("error", "provider_unavailable"));
        Eventually.holds(() -> assertThat(google.requests("/revoke")).hasSize(1));
        assertNothingIsLeft();
    }

    /** The code is seen to as one whose process died, between the answer to it and the question whose account it is. */
    private static Reply completeTooLate(Imitation provider, String tokens, String account, String name, String login) {
        Browser alice = Browser.of("alice");
        URI back = alice.comeBack(alice.get("/api/connect/" + name), login);
        provider.fault(account, new JsonObject().put("kind", "slow").put("delayMs", 3_000));
        CompletableFuture<Reply> callback = CompletableFuture.supplyAsync(() -> alice.get(back));
        Eventually.holds(() -> assertThat(provider.requests(account)).hasSize(1));
        assertThat(sql("select count(*) from grant_revocation where reason = 'EXCHANGING'"))
                .isOne();
        sql("update grant_revocation set due = now() where reason = 'EXCHANGING'");
        Eventually.holds(() -> assertThat(provider.requests(tokens)).hasSize(2));
        return callback.join();
    }

    private static void assertNothingIsLeft() {
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
        Eventually.holds(
                () -> assertThat(sql("select count(*) from grant_revocation")).isZero());
    }

    @Test
    void givesBackWhatACodeBringsWhoseFirstAnswerWasLost() {
        GitHub.SIDE.fault(TOKENS, new JsonObject().put("kind", "reset"));

        Reply callback = Browser.of("alice").connect("octocat");

        assertThat(callback.parameters()).isEqualTo(Map.of("error", "provider_unavailable"));
        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(1));
        Eventually.holds(
                () -> assertThat(sql("select count(*) from grant_revocation")).isZero());
    }

    /** Google ends all grants of an account with one: also one that is made while it is asked to. */
    @Test
    void exchangesNoCodeWhileAllGrantsOfAnAccountAreBeingEnded() {
        String former = connectGoogle("alice");
        Browser bob = Browser.of("bob");
        URI back = bob.comeBack(bob.get("/api/connect/google"), "ada@example.com");
        google.fault("/revoke", new JsonObject().put("kind", "slow").put("delayMs", 2_000));
        Api.user("alice").delete("/api/connections/" + former);
        Eventually.holds(() -> assertThat(sql("select count(*) from grant_revocation where asking_until is not null"))
                .isOne());

        String id = bob.get(back).parameters().get("connection");

        assertThat(google.get("/v1/userinfo", token(id)).status()).isEqualTo(200);
        assertThat(google.requests("/revoke")).hasSize(1);
        assertThat(google.requests("/token").getJsonObject(0).getString("at"))
                .isGreaterThan(google.requests("/revoke").getJsonObject(0).getString("at"));
    }

    /** The other way round: whose the code is shows only when it has been exchanged. */
    @Test
    void endsNotAllGrantsOfAnAccountWhileACodeIsBeingExchanged() {
        String former = connectGoogle("alice");
        Browser bob = Browser.of("bob");
        URI back = bob.comeBack(bob.get("/api/connect/google"), "ada@example.com");
        google.fault("/v1/userinfo", new JsonObject().put("kind", "slow").put("delayMs", 2_500));
        CompletableFuture<Reply> callback = CompletableFuture.supplyAsync(() -> bob.get(back));
        Eventually.holds(() -> assertThat(sql("select count(*) from grant_revocation where reason = 'EXCHANGING'"))
                .isOne());
        Api.user("alice").delete("/api/connections/" + former);

        String id = callback.join().parameters().get("connection");

        Eventually.holds(() -> assertThat(Api.user("alice")
                        .get("/api/connections/" + former)
                        .json()
                        .getString("revocation"))
                .isEqualTo("shared"));
        assertThat(google.requests("/revoke")).isEmpty();
        assertThat(google.get("/v1/userinfo", token(id)).status()).isEqualTo(200);
    }

    @Test
    void goesOnBehindOneThatCannotBeRecorded() {
        sql("alter table grant_revocation add constraint no_mallory check (account_id is distinct from 'mallory')");
        give("mallory");
        give("octocat");

        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(1));

        sql("alter table grant_revocation drop constraint no_mallory");
        Eventually.holds(() -> assertThat(GitHub.requests(REVOKED)).hasSize(2));
    }

    /** To the memory, as in an outage. */
    private void give(String account) {
        Grant grant = new Grant(
                Secret.of("token-of-" + account), Optional.empty(), "bearer", Set.of(), Optional.empty(), Map.of());
        UnheldGrants unheld = new UnheldGrants(
                new TenantId("acme"),
                new UserId("alice"),
                new ProviderId("github"),
                URI.create("https://github.com"),
                ConnectionKind.OAUTH,
                Optional.of(account),
                Map.of(),
                Map.of(TokenSlot.MAIN, grant));
        givingBack
                .unlessDone(unheld, Uni.createFrom().failure(new ConnectException()))
                .onFailure()
                .recoverWithNull()
                .await()
                .atMost(Duration.ofSeconds(10));
    }

    private static String connect(String person, String login) {
        return Browser.of(person).connect(login).parameters().get("connection");
    }

    private static String connectGoogle(String person) {
        return Browser.of(person)
                .connect("google", "ada@example.com", "")
                .parameters()
                .get("connection");
    }

    private static String token(String connection) {
        return Api.proxyFor("acme")
                .get("/internal/connections/" + connection + "/credentials")
                .json()
                .getString("accessToken");
    }

    private String link() {
        JsonObject wish = new JsonObject()
                .put("returnTo", "https://product.example/connected")
                .put("userId", "customer-7");
        return product.post("/api/connect/github", wish).json().getString("authorizationUrl");
    }

    private static String codeOf(String link, String login) {
        Browser customer = new Browser();
        return customer.get(customer.comeBack(customer.get(URI.create(link)), login))
                .parameters()
                .get("code");
    }

    private Reply redeem(String code) {
        return product.post("/api/connections/redeem", new JsonObject().put("code", code));
    }

    /** The first number of the first row, if there is one. */
    private static long sql(String statement) {
        return Database.sql(statement).stream()
                .findFirst()
                .map(row -> row.getLong(0))
                .orElse(0L);
    }
}
