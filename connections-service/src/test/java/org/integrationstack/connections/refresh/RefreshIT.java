package org.integrationstack.connections.refresh;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import io.quarkus.test.common.http.TestHTTPResource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ServiceTest
class RefreshIT {
    private static final String GITHUB_TOKEN = "/login/oauth/access_token";
    private static final String SALESFORCE_TOKEN = "/services/oauth2/token";

    private static final Imitation GITHUB = new Imitation("github");
    private static final Imitation SLACK = new Imitation("slack");
    private static final Imitation SALESFORCE = new Imitation("salesforce");

    @TestHTTPResource(management = true)
    URI management;

    @Inject
    Tokens tokens;

    @AfterEach
    void cleanUp() {
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @Test
    void renewsATokenThatHasEnded() {
        String id = connectToGitHub();
        String before = credential(id).getString("accessToken");
        end(id);

        JsonObject after = credential(id);

        assertThat(after.getLong("version")).isEqualTo(2);
        assertThat(after.getLong("connectionVersion")).isEqualTo(1);
        assertThat(after.getString("accessToken")).isNotEqualTo(before);
        assertThat(GITHUB.get("/user", after.getString("accessToken")).status()).isEqualTo(200);
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
        Row row = row(id);
        assertThat(row.getBuffer("previous_refresh_token")).isNotNull();
        assertThat(row.getOffsetDateTime("lease_until")).isNull();
        assertThat(row.getOffsetDateTime("asked_at")).isNull();
    }

    @Test
    void asksTheProviderOnceForAllWhoNeedTheToken() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(GITHUB_TOKEN, new JsonObject().put("kind", "slow").put("delayMs", 500));

        List<JsonObject> all = atOnce(200, () -> credential(id));

        assertThat(all).allSatisfy(one -> assertThat(one.getLong("version")).isEqualTo(2));
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
    }

    @Test
    void renewsAheadOfTheEndWhatIsDueAndNothingElse() {
        String id = connectToGitHub();
        Eventually.holds(() -> assertThat(row(id).getLong("planned_version")).isOne());
        assertThat(row(id).getOffsetDateTime("refresh_due")).isBefore(row(id).getOffsetDateTime("expires_at"));

        sql("update connection_grant set refresh_due = now()");

        Eventually.holds(() -> assertThat(row(id).getLong("version")).isEqualTo(2));
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
        assertThat(row(id).getOffsetDateTime("refresh_due"))
                .isAfter(row(id).getOffsetDateTime("issued_at").plusHours(4));
    }

    @Test
    void servesTheTokenWhileItIsGoodAndTellsOfTrouble() {
        String id = connectToGitHub();
        GITHUB.fault(
                GITHUB_TOKEN,
                new JsonObject().put("kind", "status").put("status", 503).put("retryAfterSeconds", 7));

        Reply refused = Api.user("alice").post("/api/connections/" + id + "/refresh", new JsonObject());

        assertThat(refused.status()).isEqualTo(503);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(5, 10);
        assertThat(credential(id).getLong("version")).isEqualTo(1);
        assertThat(status(id)).isEqualTo("ACTIVE");
    }

    @Test
    void isDegradedWhenTheTokenHasEndedAndRecoversByItself() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fails(GITHUB_TOKEN, 503);

        Reply refused = credentials(id);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isNotEmpty();
        assertThat(connection(id).getString("status")).isEqualTo("DEGRADED");
        assertThat(connection(id).getString("trouble")).isEqualTo("refresh_failing");
        Eventually.holds(() -> assertThat(status(id)).isEqualTo("ACTIVE"));
        assertThat(credential(id).getLong("version")).isEqualTo(2);
        Eventually.holds(() -> assertThat(Api.user("alice")
                        .get("/api/activity?connection=" + id)
                        .items()
                        .toString())
                .contains("connection.degraded", "connection.recovered"));
    }

    @Test
    void needsAuthorizationWhenTheGrantIsRevoked() {
        String id = connectToGitHub();
        GITHUB.ends("all");
        end(id);

        Reply refused = credentials(id);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("needs-reauthorization");
        assertThat(connection(id).getString("trouble")).isEqualTo("grant_revoked");
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
        Browser.of("alice").connect("octocat");
        assertThat(status(id)).isEqualTo("ACTIVE");
        assertThat(credential(id).getLong("version")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lostResponse", "truncated"})
    void asksAgainAtOnceWhereTheDefinitionSaysSo(String fault) {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(GITHUB_TOKEN, new JsonObject().put("kind", fault));

        Reply answer = credentials(id);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isEqualTo(2);
        assertThat(connection(id).getString("trouble")).isEqualTo("outcome_unknown");
    }

    @Test
    void losesNothingWhereTheLostCallNeverArrived() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(GITHUB_TOKEN, new JsonObject().put("kind", "reset"));

        assertThat(credential(id).getLong("version")).isEqualTo(2);

        assertThat(status(id)).isEqualTo("ACTIVE");
    }

    @Test
    void waitsWithTheReplayUntilTheTokenHasEndedWhereAReplayWouldRevokeIt() {
        String id = connectToSalesforce();
        String token = credential(id).getString("accessToken");
        SALESFORCE.fault(SALESFORCE_TOKEN, new JsonObject().put("kind", "lostResponse"));

        Reply asked = Api.user("alice").post("/api/connections/" + id + "/refresh", new JsonObject());

        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.header("etag")).isEqualTo("\"1\"");
        assertThat(credential(id).getString("accessToken")).isEqualTo(token);
        assertThat(status(id)).isEqualTo("ACTIVE");
        assertThat(refreshCalls(SALESFORCE, SALESFORCE_TOKEN)).isOne();
        sql("update connection_grant set expires_at = now(), retry_at = null");
        assertThat(credentials(id).problem()).isEqualTo("needs-reauthorization");
        assertThat(connection(id).getString("trouble")).isEqualTo("outcome_unknown");
        assertThat(refreshCalls(SALESFORCE, SALESFORCE_TOKEN)).isEqualTo(2);
    }

    @Test
    void takesOverFromAReplicaThatDiedBeforeItsCall() {
        String id = connectToSalesforce();
        end(id);
        sql("update connection_grant set epoch = epoch + 1, lease_owner = gen_random_uuid(), asked_at = now(),"
                + " lease_until = now() + interval '2 seconds'");

        JsonObject credential = credential(id);

        assertThat(credential.getLong("version")).isEqualTo(2);
        assertThat(refreshCalls(SALESFORCE, SALESFORCE_TOKEN)).isOne();
    }

    @Test
    void leavesTheTokenOfAReplicaThatDiedAloneWhileItIsGood() {
        String id = connectToSalesforce();
        Eventually.holds(() -> assertThat(row(id).getLong("planned_version")).isOne());

        sql("update connection_grant set epoch = epoch + 1, lease_owner = gen_random_uuid(), asked_at = now(),"
                + " lease_until = now(), refresh_due = now()");

        Eventually.holds(() ->
                assertThat(row(id).getOffsetDateTime("refresh_due")).isAfter(row(id).getOffsetDateTime("lease_until")));
        assertThat(credential(id).getLong("version")).isOne();
        assertThat(refreshCalls(SALESFORCE, SALESFORCE_TOKEN)).isZero();
    }

    @Test
    void keepsTheAnswerWhileTheDatabaseIsAway() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(GITHUB_TOKEN, new JsonObject().put("kind", "stalled").put("delayMs", 1_000));
        CompletableFuture<Reply> asked = CompletableFuture.supplyAsync(() -> credentials(id));
        Eventually.holds(() -> assertThat(row(id).getOffsetDateTime("asked_at")).isNotNull());

        Infrastructure.kill("postgres");
        Eventually.holds(() -> assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne());
        Infrastructure.start("postgres");

        Eventually.holds(() -> assertThat(row(id).getLong("version")).isEqualTo(2));
        assertThat(asked.join().status()).isIn(200, 503);
        Eventually.holds(() -> assertThat(credential(id).getLong("version")).isEqualTo(2));
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
        assertThat(status(id)).isEqualTo("ACTIVE");
    }

    @Test
    void saysThatATokenIsToBeSealedAnew() {
        StoredToken token = get(tokens.read(main(connectToGitHub()))).orElseThrow();
        byte[] underNoKey = token.grant().accessToken().clone();
        underNoKey[1] ^= 1;
        SealedGrant sealed =
                new SealedGrant(underNoKey, Optional.empty(), token.grant().values(), "bearer", Optional.empty());

        assertThatThrownBy(() -> get(tokens.store(
                        token.fence(), new Tokens.NewToken(sealed, false, Optional.empty(), Optional.empty()))))
                .isInstanceOf(Tokens.KeyGoneException.class);
    }

    @Test
    void givesBackATokenThatCameWhenItsConnectionHadEnded() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(GITHUB_TOKEN, new JsonObject().put("kind", "stalled").put("delayMs", 1_000));
        CompletableFuture<Reply> asked = CompletableFuture.supplyAsync(() -> credentials(id));
        Eventually.holds(() -> assertThat(row(id).getOffsetDateTime("asked_at")).isNotNull());

        Api.user("alice").delete("/api/connections/" + id);

        assertThat(asked.join().status()).isEqualTo(409);
        Eventually.holds(() -> assertThat(GITHUB.requests("/applications")).hasSize(2));
    }

    @Test
    void givesBackATokenThatCameWhenItsConnectionHadBeenAuthorizedAnew() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(GITHUB_TOKEN, new JsonObject().put("kind", "stalled").put("delayMs", 1_500));
        CompletableFuture<Reply> asked = CompletableFuture.supplyAsync(() -> credentials(id));
        Eventually.holds(() -> assertThat(row(id).getOffsetDateTime("asked_at")).isNotNull());
        Browser.of("alice").connect("octocat");
        String current = credential(id).getString("accessToken");

        assertThat(asked.join().status()).isEqualTo(200);

        // The former grant's token, and the one that was on its way.
        Eventually.holds(() -> assertThat(GITHUB.requests("/applications")).hasSize(2));
        assertThat(credential(id).getString("accessToken")).isEqualTo(current);
        assertThat(GITHUB.get("/user", current).status()).isEqualTo(200);
    }

    @Test
    void failsNobodyElsesQuestionForARowThatMakesNoSense() {
        String broken = connectToSalesforce();
        String id = connectToGitHub();
        sql("update connection set kind = 'NO_SUCH_KIND' where id = '" + broken + "'");
        AtomicInteger turn = new AtomicInteger();

        List<Reply> all = atOnce(60, () -> credentials(turn.getAndIncrement() % 2 == 0 ? broken : id));

        assertThat(all.stream().filter(reply -> reply.status() == 200)).hasSize(30);
        assertThat(all.stream().filter(reply -> reply.status() == 500)).hasSize(30);
    }

    @Test
    void renewsEachOfSeveralTokensOnItsOwn() {
        SLACK.set("tokenRotation", true);
        String id = connectToSlack("");
        String path = "/internal/connections/" + id + "/credentials";
        JsonObject bot = credential(id);
        JsonObject person = Api.proxyFor("acme").get(path + "?slot=user").json();

        JsonObject renewed = Api.proxyFor("acme")
                .post(path + "/refresh?slot=user", new JsonObject().put("rejectedVersion", 1))
                .json();

        assertThat(person.getString("accessToken")).isNotEqualTo(bot.getString("accessToken"));
        assertThat(renewed.getLong("version")).isEqualTo(2);
        assertThat(renewed.getString("accessToken")).isNotEqualTo(person.getString("accessToken"));
        assertThat(credential(id)).isEqualTo(bot);
    }

    @Test
    void goesOnWithoutAFurtherTokenThatIsLost() {
        SLACK.set("tokenRotation", true);
        String id = connectToSlack("");
        String path = "/internal/connections/" + id + "/credentials";
        SLACK.answers(
                "/api/oauth.v2.access", 200, "application/json", "{\"ok\":false,\"error\":\"invalid_refresh_token\"}");

        Reply refused =
                Api.proxyFor("acme").post(path + "/refresh?slot=user", new JsonObject().put("rejectedVersion", 1));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.problem()).isEqualTo("needs-reauthorization");
        assertThat(refused.json().getString("slot")).isEqualTo("user");
        assertThat(Api.proxyFor("acme").get(path + "?slot=user").json().getString("slot"))
                .isEqualTo("user");
        assertThat(credential(id).getLong("version")).isOne();
        assertThat(status(id)).isEqualTo("DEGRADED");
        assertThat(connection(id).getString("trouble")).isEqualTo("grant_revoked");
        assertThat(connection(id).getJsonObject("slotTroubles").getMap()).isEqualTo(Map.of("user", "grant_revoked"));
        assertThat(Browser.of("alice").get("/settings/integrations").body())
                .contains("Slack no longer honours its user token", "Reconnect");
        Eventually.holds(() -> assertThat(activity(id)).contains("connection.token_lost", "slotTroubles"));
        Imitation.resetAll();
        SLACK.set("tokenRotation", true);
        connectToSlack("&connection=" + id);
        assertThat(status(id)).isEqualTo("ACTIVE");
        assertThat(connection(id).containsKey("slotTroubles")).isFalse();
        assertThat(Api.proxyFor("acme").get(path + "?slot=user").status()).isEqualTo(200);
    }

    @Test
    void tellsThatAFurtherTokenCannotBeRenewedAndRecoversByItself() {
        SLACK.set("tokenRotation", true);
        String id = connectToSlack("");
        sql("update connection_grant set epoch = epoch + 1, expires_at = now(), planned_version = version,"
                + " refresh_due = now() + interval '1 hour' where slot = 'user'");
        SLACK.fails("/api/oauth.v2.access", 503);

        Reply refused = Api.proxyFor("acme").get("/internal/connections/" + id + "/credentials?slot=user");

        assertThat(refused.status()).isEqualTo(503);
        assertThat(connection(id).getJsonObject("slotTroubles").getMap()).isEqualTo(Map.of("user", "refresh_failing"));
        assertThat(credential(id).getLong("version")).isOne();
        Eventually.holds(() -> assertThat(status(id)).isEqualTo("ACTIVE"));
    }

    /** Source: RFC 6749 section 6: a refresh may grant less. */
    @Test
    void showsThatARenewalGrantedLess() {
        String id = connectToSalesforce();
        JsonObject answer = new JsonObject()
                .put("access_token", "00Dxx!narrowed")
                .put("refresh_token", "5Aep861.narrowed")
                .put("scope", "api")
                .put("token_type", "Bearer");
        SALESFORCE.answers(SALESFORCE_TOKEN, 200, "application/json", answer.encode());

        reject(id, 1);

        JsonObject scopes = connection(id).getJsonObject("scopes");
        assertThat(scopes.getJsonArray("granted")).containsExactly("api");
        assertThat(scopes.getJsonArray("missing")).contains("refresh_token");
        assertThat(status(id)).isEqualTo("ACTIVE");
        Eventually.holds(() -> assertThat(activity(id)).contains("connection.scopes_changed"));
    }

    @Test
    void blamesTheRegistrationAndNoConnection() {
        String id = connectToGitHub();
        end(id);
        GITHUB.fault(
                GITHUB_TOKEN,
                new JsonObject()
                        .put("kind", "replaced")
                        .put("answer", new JsonObject().put("body", "{\"error\":\"incorrect_client_credentials\"}")));

        Reply refused = credentials(id);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(status(id)).isEqualTo("ACTIVE");
        assertThat(row(id).getInteger("failures")).isZero();
        Eventually.holds(() -> assertThat(credentials(id).status()).isEqualTo(200));
    }

    @Test
    void renewsOnlyTheVersionThatWasRejected() {
        String id = connectToGitHub();

        JsonObject second = reject(id, 1).json();
        JsonObject again = reject(id, 1).json();

        assertThat(second.getLong("version")).isEqualTo(2);
        assertThat(again.getString("accessToken")).isEqualTo(second.getString("accessToken"));
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
    }

    @Test
    void checksAFreshTokenThatIsRejectedOnce() {
        String id = connectToGitHub();
        reject(id, 1);
        int asked = GITHUB.requests("/user").size();

        assertThat(reject(id, 2).json().getLong("version")).isEqualTo(2);
        assertThat(reject(id, 2).json().getLong("version")).isEqualTo(2);

        assertThat(GITHUB.requests("/user")).hasSize(asked + 1);
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
    }

    @Test
    void needsAuthorizationWhenAFreshTokenIsRefusedIndeed() {
        String id = connectToGitHub();
        reject(id, 1);
        GITHUB.ends("access");

        Reply refused = reject(id, 2);

        assertThat(refused.problem()).isEqualTo("needs-reauthorization");
        assertThat(connection(id).getString("trouble")).isEqualTo("credential_refused");
    }

    @Test
    void checksARejectedTokenThatCannotBeRenewed() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(reject(id, 1).json().getLong("version")).isEqualTo(1);
        GITHUB.ends("all");
        sql("update connection_grant set checked_at = null");

        assertThat(reject(id, 1).problem()).isEqualTo("needs-reauthorization");
    }

    @Test
    void learnsByIntrospectionWhenATokenEnds() {
        String id = connectToSalesforce();

        Eventually.holds(() -> assertThat(row(id).getLong("planned_version")).isOne());

        assertThat(row(id).getOffsetDateTime("expires_at"))
                .isBetween(
                        row(id).getOffsetDateTime("issued_at").plusMinutes(100),
                        row(id).getOffsetDateTime("issued_at").plusMinutes(121));
        assertThat(connection(id).getString("expiresAt")).isNotNull();
    }

    @Test
    void checksWhenAPersonAsks() {
        String id = connectToGitHub();

        assertThat(check(id).json().getString("status")).isEqualTo("ACTIVE");
        GITHUB.ends("access");
        assertThat(check(id).json().getString("status")).isEqualTo("ACTIVE");
        assertThat(refreshCalls(GITHUB, GITHUB_TOKEN)).isOne();
        GITHUB.ends("all");

        assertThat(check(id).json().getString("status")).isEqualTo("NEEDS_REAUTHORIZATION");
        assertThat(check(id).status()).isEqualTo(409);
    }

    @Test
    void tendsToNobodyElsesConnection() {
        String id = connectToGitHub();

        assertThat(Api.user("bob")
                        .post("/api/connections/" + id + "/refresh", new JsonObject())
                        .problem())
                .isEqualTo("unknown-connection");
        assertThat(Api.user("bob")
                        .post("/api/connections/" + id + "/check", new JsonObject())
                        .problem())
                .isEqualTo("unknown-connection");
        assertThat(Api.product("connections:read")
                        .post("/api/connections/" + id + "/refresh", new JsonObject())
                        .status())
                .isEqualTo(403);
        assertThat(Api.proxyFor("globex")
                        .get("/internal/connections/" + id + "/credentials")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void saysThatThereIsNothingToRenewWith() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(Api.user("alice")
                        .post("/api/connections/" + id + "/refresh", new JsonObject())
                        .problem())
                .isEqualTo("conflict");
    }

    @Test
    void namesTheFieldOfARejectionThatIsWrong() {
        String id = connectToGitHub();
        String path = "/internal/connections/" + id + "/credentials/refresh";

        assertThat(Api.proxyFor("acme").post(path, new JsonObject()).body()).contains("rejectedVersion");
        assertThat(Api.proxyFor("acme").post(path, new JsonObject()).status()).isEqualTo(400);
        assertThat(Api.proxyFor("acme")
                        .get("/internal/connections/" + id + "/credentials?slot=user")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void countsRenewalsByOutcome() {
        String id = connectToGitHub();
        end(id);
        credential(id);

        assertThat(new Browser().get(management.resolve("metrics")).body())
                .contains("integration_refresh_seconds_count{outcome=\"granted\",provider=\"github\"")
                .contains("integration_refresh_due")
                .contains("integration_refresh_breakers_open");
    }

    /** A connection whose token ends in eight hours. */
    private static TokenRef main(String id) {
        return new TokenRef(new TenantId("acme"), new ConnectionId(UUID.fromString(id)), TokenSlot.MAIN);
    }

    private static <T> T get(Uni<T> work) {
        return work.await().atMost(Duration.ofSeconds(10));
    }

    private static String connectToGitHub() {
        GITHUB.set("expiringTokens", true);
        return Browser.of("alice").connect("octocat").parameters().get("connection");
    }

    private static String connectToSalesforce() {
        return Browser.of("alice")
                .connect("salesforce", "wile@acme.example", "")
                .parameters()
                .get("connection");
    }

    /** As if its time were over. */
    private void end(String id) {
        Eventually.holds(() -> assertThat(row(id).getLong("planned_version")).isOne());
        sql(
                "update connection_grant set epoch = epoch + 1, expires_at = now(), refresh_due = now() + interval '1 hour'");
    }

    private static JsonObject credential(String id) {
        Reply reply = credentials(id);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private static Reply credentials(String id) {
        return Api.proxyFor("acme").get("/internal/connections/" + id + "/credentials");
    }

    private static Reply reject(String id, long version) {
        return Api.proxyFor("acme")
                .post(
                        "/internal/connections/" + id + "/credentials/refresh",
                        new JsonObject().put("rejectedVersion", version));
    }

    private static Reply check(String id) {
        return Api.user("alice").post("/api/connections/" + id + "/check", new JsonObject());
    }

    private static String connectToSlack(String query) {
        return Browser.of("alice")
                .connect("slack", "sue@softball.example", "?scopes.user=channels:history" + query)
                .parameters()
                .get("connection");
    }

    private static String activity(String id) {
        return Api.user("alice").get("/api/activity?connection=" + id).items().toString();
    }

    private static JsonObject connection(String id) {
        return Api.user("alice").get("/api/connections/" + id).json();
    }

    private static String status(String id) {
        return connection(id).getString("status");
    }

    private static long refreshCalls(Imitation provider, String path) {
        return provider.requests(path).stream()
                .filter(request -> ((JsonObject) request).getString("body").contains("grant_type=refresh_token"))
                .count();
    }

    private static <T> List<T> atOnce(int times, Supplier<T> work) {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            return IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(work, threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Row row(String id) {
        return sql("select * from connection_grant where connection = '" + id + "' and slot = 'main'")
                .get(0);
    }

    private static List<Row> sql(String statement) {
        return Database.sql(statement);
    }
}
