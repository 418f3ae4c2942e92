package org.integrationstack.connections.authorization;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import io.quarkus.redis.datasource.RedisDataSource;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ConnectIT {
    @Inject
    RedisDataSource redis;

    @Inject
    OneTimeRecords records;

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void connectsAnAccountOfASignedInUser() {
        Browser alice = Browser.of("alice");

        Reply callback = alice.connect("octocat");

        assertThat(callback.status()).isEqualTo(302);
        assertThat(callback.location()).hasPath("/settings/integrations");
        assertThat(callback.parameters()).containsEntry("success", "true");
        String id = callback.parameters().get("connection");
        JsonObject connection = Api.user("alice").get("/api/connections/" + id).json();
        assertThat(connection.getString("status")).isEqualTo("ACTIVE");
        assertThat(connection.getString("owner")).isEqualTo("alice");
        assertThat(connection.getJsonObject("account").getString("id")).isEqualTo("583231");
        assertThat(connection.getJsonObject("account").getString("name")).isEqualTo("octocat");
        assertThat(connection.getJsonObject("scopes").getJsonArray("missing")).isEmpty();
        assertThat(connection.getLong("version")).isEqualTo(1);
        assertThat(GitHub.statusOfUser(accessToken(id))).isEqualTo(200);
    }

    @Test
    void tellsTheOthersAndTheActivityLog() {
        String id = connect("alice", "octocat");

        Eventually.holds(() -> {
            ConnectionChanged change = ConnectionChanged.fromCloudEvent(KafkaCloudEvents.read(
                    new KafkaTopic(Topics.CONNECTIONS_CHANGED).records(id).get(0)));
            assertThat(change.version()).isEqualTo(1);
            assertThat(change.tenant().value()).isEqualTo("acme");
            assertThat(change.account().id()).isEqualTo("583231");
        });
        Eventually.holds(() -> {
            JsonObject act = Api.user("alice")
                    .get("/api/activity?connection=" + id)
                    .items()
                    .getJsonObject(0);
            assertThat(act.getString("type")).isEqualTo("connection.connected");
            assertThat(act.getString("summary")).isEqualTo("Connected GitHub account octocat");
        });
    }

    @Test
    void keepsTwoUsersApart() {
        String first = connect("alice", "octocat");
        String second = connect("bob", "monalisa");

        assertThat(Api.user("alice").get("/api/connections").items()).hasSize(1);
        assertThat(Api.user("alice").get("/api/connections/" + first).status()).isEqualTo(200);
        assertThat(Api.user("alice").get("/api/connections/" + second).status()).isEqualTo(404);
        assertThat(Api.user("bob").get("/api/connections/" + second).status()).isEqualTo(200);
    }

    @Test
    void renewsTheConnectionWhenTheSameAccountIsConnectedAgain() {
        String first = connect("alice", "octocat");
        String oldToken = accessToken(first);

        String second = connect("alice", "octocat");

        assertThat(second).isEqualTo(first);
        assertThat(accessToken(first)).isNotEqualTo(oldToken);
        assertThat(Api.user("alice").get("/api/connections").items()).hasSize(1);
        assertThat(Api.user("alice").get("/api/connections/" + first).json().getLong("version"))
                .isEqualTo(2);
    }

    @Test
    void sendsAStateAChallengeAndTheExactRedirectUri() {
        Reply toGitHub = Browser.of("alice").get("/api/connect/github");

        Map<String, String> parameters = toGitHub.parameters();
        assertThat(parameters.get("state")).hasSize(43);
        assertThat(parameters.get("code_challenge")).hasSize(43);
        assertThat(parameters)
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("response_type", "code")
                .containsEntry("scope", "repo read:user user:email")
                .containsEntry("redirect_uri", Browser.setting("CONSOLE_URL") + "/api/auth/callback/github");
        assertThat(toGitHub.cookies())
                .singleElement()
                .asString()
                .contains("HttpOnly")
                .containsIgnoringCase("SameSite=Lax")
                .contains("Path=/");
        assertThat(toGitHub.cookies().toString()).doesNotContain(parameters.get("state"));
    }

    @Test
    void asksForTheScopesThatWereWished() {
        Reply toGitHub = Browser.of("alice").get("/api/connect/github?scopes=read:user,gist");

        assertThat(toGitHub.parameters()).containsEntry("scope", "read:user gist");
    }

    @Test
    void refusesScopesAboveTheCeiling() {
        Reply refused = Browser.of("alice").get("/api/connect/github?scopes=repo,delete_repo");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.problem()).isEqualTo("invalid-request");
    }

    @Test
    void signsInFirst() {
        Browser nobody = new Browser();
        org.integrationstack.embedded.testing.TestIdentity.signsIn("bob");

        Reply reply = nobody.get("/api/connect/github?scopes=gist");
        for (int i = 0; i < 6 && !reply.location().getPath().equals("/github/login/oauth/authorize"); i++) {
            reply = nobody.get(reply.location());
        }

        assertThat(reply.location()).hasPath("/github/login/oauth/authorize");
        assertThat(reply.parameters()).containsEntry("scope", "gist");
    }

    @Test
    void confirmsWhatAnotherSiteBegins() {
        Browser alice = Browser.of("alice");

        Reply page = alice.get("/api/connect/github?scopes=gist", "Sec-Fetch-Site", "cross-site");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Connect GitHub?").contains("href=\"/api/connect/github?scopes=gist\"");
        assertThat(page.cookies()).isEmpty();
    }

    @Test
    void goesBackToWhereItBegan() {
        Browser alice = Browser.of("alice");
        Reply toGitHub = alice.get("/api/connect/github?return_to=%2Fsettings%2Fintegrations%3Ftab%3Dtwo");

        Reply callback = alice.get(alice.comeBack(toGitHub, "octocat"));

        assertThat(callback.location().toString()).startsWith(Browser.setting("CONSOLE_URL"));
        assertThat(callback.parameters()).containsEntry("tab", "two").containsEntry("success", "true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "https:evil.example",
                "https:/evil.example",
                "https://console.example@evil.example/",
                "/\t/evil.example",
                "javascript:alert(1)",
                "data:text/html,x",
                " https://evil.example",
                "https://evil\u3002example/"
            })
    void refusesToSendTheBrowserElsewhere(String wish) {
        Reply refused = Browser.of("alice")
                .get("/api/connect/github?return_to=" + URLEncoder.encode(wish, StandardCharsets.UTF_8));

        assertThat(refused.status()).isEqualTo(400);
    }

    @Test
    void knowsNoOtherProviders() {
        assertThat(new Browser().get("/api/connect/nosuch").problem()).isEqualTo("unknown-provider");
        assertThat(new Browser().get("/api/auth/callback/nosuch?state=x").problem())
                .isEqualTo("unknown-provider");
        assertThat(Api.anonymous().get("/api/providers/nosuch").problem()).isEqualTo("unknown-provider");
    }

    @Test
    void saysThatConsentWasDenied() {
        Browser alice = Browser.of("alice");
        Reply toGitHub = alice.get("/api/connect/github");
        URI denied = new Browser()
                .get(URI.create(toGitHub.location() + "&auto=deny"))
                .location();

        Reply callback = alice.get(denied);

        assertThat(callback.parameters()).containsExactlyEntriesOf(Map.of("error", "access_denied"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?code=abc",
                "?code=abc&state=",
                "?code=abc&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "?code=abc&state=%00",
                "?code=abc&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void refusesACallbackWithoutAStateOfOurs(String query) {
        Reply callback = Browser.of("alice").get("/api/auth/callback/github" + query);

        assertThat(callback.status()).isEqualTo(302);
        assertThat(callback.parameters()).containsEntry("error", "invalid_state");
    }

    @Test
    void usesAStateOnce() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        alice.get(url);

        Reply again = alice.get(url);

        assertThat(again.parameters()).containsEntry("error", "invalid_state");
    }

    @Test
    void forgetsAStateAfterItsTime() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        redis.key().keys("connections:state:*").forEach(key -> redis.key().pexpire(key, 1));
        Eventually.holds(
                () -> assertThat(redis.key().keys("connections:state:*")).isEmpty());

        Reply callback = alice.get(url);

        assertThat(callback.parameters()).containsEntry("error", "invalid_state");
    }

    /** As after an update: whoever is in the middle of it begins again. */
    @Test
    void takesAStateWhoseRecordHasAnotherFormForNone() {
        OneTimeSecret state = OneTimeSecret.random(new SecureRandom());
        records.put(new OneTimeRecords.Kind<>("state", Map.class), state, Map.of("old", 1), Duration.ofMinutes(1))
                .await()
                .indefinitely();

        Reply callback = Browser.of("alice").get("/api/auth/callback/github?code=abc&state=" + state.reveal());

        assertThat(callback.parameters()).containsEntry("error", "invalid_state");
    }

    @Test
    void refusesAnotherBrowserOfTheSameUser() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");

        Reply callback = Browser.of("alice").get(url);

        assertThat(callback.parameters()).containsEntry("error", "invalid_state");
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
    }

    @Test
    void refusesAnotherUserInTheSameBrowser() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        Browser bob = Browser.of("bob").adopt(alice, "connect-");

        Reply callback = bob.get(url);

        assertThat(callback.parameters()).containsEntry("error", "invalid_state");
        assertThat(Api.user("bob").get("/api/connections").items()).isEmpty();
    }

    @Test
    void refusesABrowserThatWasSignedOutMeanwhile() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");

        Reply callback = alice.forget("q_session").get(url);

        assertThat(callback.parameters()).containsEntry("error", "session_required");
    }

    @Test
    void refusesAnAnswerWithoutItsIssuer() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");

        Reply callback = alice.get(URI.create(
                url.toString().replaceAll("[&?]iss=[^&]*", "").replace("callback/github&", "callback/github?")));

        assertThat(callback.parameters()).containsEntry("error", "issuer_mismatch");
    }

    @Test
    void refusesAnAnswerOfAnotherIssuer() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");

        Reply callback =
                alice.get(URI.create(url.toString().replaceAll("iss=[^&]*", "iss=https%3A%2F%2Fevil.example")));

        assertThat(callback.parameters()).containsEntry("error", "issuer_mismatch");
        assertThat(GitHub.requests("/login/oauth/access_token")).isEmpty();
    }

    /** A code that leaked is of no use to anybody else: it is bound to the verifier of who began. */
    @Test
    void exchangesNobodyElsesCode() {
        Browser alice = Browser.of("alice");
        String leaked = Reply.parameters(alice.comeBack(alice.get("/api/connect/github"), "octocat"))
                .get("code");
        Browser bob = Browser.of("bob");
        URI own = bob.comeBack(bob.get("/api/connect/github"), "monalisa");

        Reply callback = bob.get(URI.create(own.toString().replaceAll("code=[^&]*", "code=" + leaked)));

        assertThat(callback.parameters()).containsExactlyEntriesOf(Map.of("error", "exchange_failed"));
        assertThat(Api.user("bob").get("/api/connections").items()).isEmpty();
    }

    @Test
    void exchangesNoCodeTwice() {
        Browser alice = Browser.of("alice");
        URI first = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        String used = Reply.parameters(first).get("code");
        alice.get(first);
        URI second = alice.comeBack(alice.get("/api/connect/github"), "octocat");

        Reply callback = alice.get(URI.create(second.toString().replaceAll("code=[^&]*", "code=" + used)));

        assertThat(callback.parameters()).containsExactlyEntriesOf(Map.of("error", "exchange_failed"));
    }

    @Test
    void makesOneConnectionOfTwoThatAreCompletedAtTheSameTime() {
        Browser first = Browser.of("alice");
        Browser second = Browser.of("alice");
        URI firstBack = first.comeBack(first.get("/api/connect/github"), "octocat");
        URI secondBack = second.comeBack(second.get("/api/connect/github"), "octocat");

        CompletableFuture<Reply> other =
                CompletableFuture.supplyAsync(() -> second.get(secondBack), work -> new Thread(work).start());
        Reply callback = first.get(firstBack);

        assertThat(callback.parameters()).containsEntry("success", "true");
        assertThat(other.join().parameters()).isEqualTo(callback.parameters());
        String id = callback.parameters().get("connection");
        assertThat(Api.user("alice").get("/api/connections").items()).hasSize(1);
        assertThat(GitHub.statusOfUser(accessToken(id))).isEqualTo(200);
        // The token of the one that came first was replaced.
        Eventually.holds(() -> assertThat(GitHub.requests("/applications")).hasSize(1));
        assertThat(GitHub.statusOfUser(accessToken(id))).isEqualTo(200);
    }

    @Test
    void saysThatTheProviderRefusedTheCode() {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");

        Reply callback = alice.get(URI.create(url.toString().replaceAll("code=[^&]*", "code=wrong")));

        assertThat(callback.parameters()).containsExactlyEntriesOf(Map.of("error", "exchange_failed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login/oauth/access_token", "/user"})
    void saysThatTheProviderIsInTrouble(String path) {
        Browser alice = Browser.of("alice");
        URI url = alice.comeBack(alice.get("/api/connect/github"), "octocat");
        GitHub.fails(path, 503);

        Reply callback = alice.get(url);

        assertThat(callback.parameters()).containsEntry("error", "provider_unavailable");
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
    }

    @Test
    void renewsAConnectionWithItsOwnAccountOnly() {
        String id = connect("alice", "octocat");
        String token = accessToken(id);
        Browser alice = Browser.of("alice");
        URI other = alice.comeBack(alice.get("/api/connect/github?connection=" + id), "monalisa");

        Reply callback = alice.get(other);

        assertThat(callback.parameters()).containsEntry("error", "account_mismatch");
        assertThat(accessToken(id)).isEqualTo(token);
        assertThat(Api.user("alice").get("/api/connections").items()).hasSize(1);
    }

    @Test
    void renewsNobodyElsesConnection() {
        String id = connect("alice", "octocat");

        Reply refused = Browser.of("bob").get("/api/connect/github?connection=" + id);

        assertThat(refused.problem()).isEqualTo("unknown-connection");
    }

    private static String connect(String person, String login) {
        return Browser.of(person).connect(login).parameters().get("connection");
    }

    private static String accessToken(String connection) {
        return Api.proxyFor("acme")
                .get("/internal/connections/" + connection + "/credentials")
                .json()
                .getString("accessToken");
    }
}
