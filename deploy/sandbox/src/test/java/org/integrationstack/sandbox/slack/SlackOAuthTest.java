package org.integrationstack.sandbox.slack;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class SlackOAuthTest extends SandboxTestBase {
    private static final String BOT = "&scope=chat:write,channels:read";
    private static final String BOTH = BOT + "&user_scope=search:read,chat:write";

    private SlackClient slack;

    @BeforeEach
    void connect() {
        slack = new SlackClient(client, CLIENT_ID, CLIENT_SECRET);
    }

    @Test
    void putsTheBotsTokenAtTheTopAndThePersonsUnderAuthedUser() {
        JsonNode answer = slack.install(BOTH);

        assertThat(answer.path("ok").asBoolean()).isTrue();
        assertThat(answer.path("access_token").asText()).matches("xoxb-\\d+-\\d+-[A-Za-z0-9]{24}");
        assertThat(answer.path("token_type").asText()).isEqualTo("bot");
        assertThat(answer.path("scope").asText()).isEqualTo("chat:write,channels:read");
        assertThat(answer.path("bot_user_id").asText()).isEqualTo("U012BOTSB");
        assertThat(answer.at("/team/id").asText()).isEqualTo("T012SOFTB");
        assertThat(answer.path("enterprise").isNull()).isTrue();
        assertThat(answer.at("/authed_user/id").asText()).isEqualTo("U012SUEXX");
        assertThat(answer.at("/authed_user/access_token").asText()).startsWith("xoxp-");
        assertThat(answer.at("/authed_user/token_type").asText()).isEqualTo("user");
        assertThat(answer.at("/authed_user/scope").asText()).isEqualTo("search:read,chat:write");
        assertThat(answer.has("expires_in") || answer.has("refresh_token")).isFalse();
    }

    @Test
    void bringsOnlyTheTokensThatScopesWereAskedFor() {
        JsonNode bot = slack.install(BOT);
        JsonNode user = slack.install("&user_scope=search:read");

        assertThat(bot.path("authed_user")).isEqualTo(json("{\"id\":\"U012SUEXX\"}"));
        assertThat(user.has("access_token") || user.has("scope")).isFalse();
        assertThat(user.at("/authed_user/access_token").asText()).startsWith("xoxp-");
    }

    @Test
    void reportsEveryFailureWithStatus200() {
        HttpResponse<String> noClient = client.post("/slack/api/oauth.v2.access", "code=x");
        HttpResponse<String> wrongSecret =
                client.post("/slack/api/oauth.v2.access", "code=x&client_secret=wrong&client_id=" + CLIENT_ID);

        assertThat(noClient.statusCode()).isEqualTo(200);
        assertThat(noClient.body()).isEqualTo("{\"ok\":false,\"error\":\"invalid_client_id\"}");
        assertThat(wrongSecret.statusCode()).isEqualTo(200);
        assertThat(json(wrongSecret).path("error").asText()).isEqualTo("bad_client_secret");
        assertThat(error(slack.access("&code=made-up"))).isEqualTo("invalid_code");
        assertThat(error(slack.access("&grant_type=password"))).isEqualTo("invalid_grant_type");
        assertThat(error(slack.refresh("xoxe-1-made-up"))).isEqualTo("invalid_refresh_token");
    }

    @Test
    void authenticatesTheClientByBasicToo() {
        String pair = CLIENT_ID + ":" + CLIENT_SECRET;
        HttpResponse<String> response = client.post(
                "/slack/api/oauth.v2.access",
                "code=" + slack.code(BOT),
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));

        assertThat(json(response).path("ok").asBoolean()).isTrue();
    }

    @Test
    void takesACodeOnceAndForTenMinutes() {
        String used = slack.code(BOT);
        slack.access("&code=" + used);
        String late = slack.code(BOT);
        clock.forward(Duration.ofMinutes(10));

        assertThat(error(slack.access("&code=" + used))).isEqualTo("code_already_used");
        assertThat(error(slack.access("&code=" + late))).isEqualTo("invalid_code");
    }

    @Test
    void comparesTheRedirectUriOfTheExchange() {
        String other = "&redirect_uri=" + OTHER_REDIRECT_URI;

        assertThat(error(slack.access(other + "&code=" + slack.code(BOT)))).isEqualTo("bad_redirect_uri");
        assertThat(slack.access(other + "&code=" + slack.code(BOT + other))
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void comesBackToTheFirstRedirectUriUnlessAnotherIsNamed() {
        assertThat(header(slack.authorize(BOT + "&state=s"), "Location")).startsWith(REDIRECT_URI + "?code=");
        HttpResponse<String> unregistered = slack.authorize(BOT + "&redirect_uri=" + REDIRECT_URI + "/deeper");
        assertThat(unregistered.statusCode()).isEqualTo(400);
        assertThat(unregistered.body()).contains("did not match any configured URIs", "/deeper");
        assertThat(client.get("/slack/oauth/v2/authorize?client_id=other" + BOT).body())
                .contains("Invalid client_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&scope=made:up",
                "&user_scope=made:up",
                "&scope=identity.basic",
                "&user_scope=identity.basic,search:read",
                "&scope=chat:write&user_scope=identity.basic"
            })
    void refusesUnknownScopesAndThoseOfSigningInBesideOthers(String scopes) {
        Map<String, String> callback = fields(header(slack.authorize(scopes + "&state=s"), "Location"));

        assertThat(callback).containsOnly(Map.entry("error", "invalid_scope"), Map.entry("state", "s"));
    }

    @Test
    void asksForAllOrNothing() {
        HttpResponse<String> page = client.get("/slack/oauth/v2/authorize?client_id=" + CLIENT_ID + BOTH);

        assertThat(page.body())
                .contains("chat:write (as you)", "Sue Pitcher", "Pat Server")
                .doesNotContain("checkbox");
        assertThat(slack.install(BOT + "&grant=chat:write").path("scope").asText())
                .isEqualTo("chat:write,channels:read");
        assertThat(fields(header(
                        client.get("/slack/oauth/v2/authorize?auto=deny&state=s&client_id=" + CLIENT_ID + BOT),
                        "Location")))
                .containsOnly(Map.entry("error", "access_denied"), Map.entry("state", "s"));
    }

    @Test
    void addsScopesToATokenAndNeverTakesThemAway() {
        JsonNode first = slack.install("&scope=chat:write&user_scope=search:read");
        JsonNode second = slack.install("&scope=channels:read&login=" + SlackClient.BOB);
        JsonNode elsewhere = slack.install("&scope=channels:read&login=" + SlackClient.PAT);

        assertThat(second.path("scope").asText()).isEqualTo("chat:write,channels:read");
        assertThat(second.path("access_token")).isEqualTo(first.path("access_token"));
        assertThat(elsewhere.path("scope").asText()).isEqualTo("channels:read");
        assertThat(elsewhere.at("/team/id").asText()).isEqualTo("T034PICKL");
        assertThat(second.at("/authed_user/access_token").isMissingNode()).isTrue();
    }

    @Test
    void rotatesEachTokenForItselfOnceTheAppTurnsRotationOn() {
        settings("\"tokenRotation\":true");
        JsonNode first = slack.install(BOTH);
        String userToken = first.at("/authed_user/access_token").asText();

        JsonNode bot = slack.refresh(first.path("refresh_token").asText());
        JsonNode user = slack.refresh(first.at("/authed_user/refresh_token").asText());

        assertThat(first.path("access_token").asText()).startsWith("xoxe.xoxb-1-");
        assertThat(first.path("refresh_token").asText()).startsWith("xoxe-1-");
        assertThat(first.path("expires_in").asInt()).isEqualTo(43_200);
        assertThat(userToken).startsWith("xoxe.xoxp-1-");
        assertThat(first.at("/authed_user/expires_in").asInt()).isEqualTo(43_200);
        assertThat(bot.path("token_type").asText()).isEqualTo("bot");
        assertThat(bot.path("scope")).isEqualTo(first.path("scope"));
        assertThat(bot.has("authed_user")).isFalse();
        assertThat(user.path("token_type").asText())
                .as("a person's token comes at the top after a refresh")
                .isEqualTo("user");
        assertThat(user.path("access_token").asText())
                .startsWith("xoxe.xoxp-1-")
                .isNotEqualTo(userToken);
        assertThat(user.path("refresh_token").asText()).startsWith("xoxe-1-");
    }

    @Test
    void letsAnAccessTokenLiveTwelveHoursAlsoAfterARefresh() {
        settings("\"tokenRotation\":true");
        JsonNode first = slack.install(BOT);
        clock.forward(Duration.ofHours(6));
        JsonNode second = slack.refresh(first.path("refresh_token").asText());

        clock.forward(Duration.ofHours(6).minusSeconds(1));
        assertThat(slack.test(first.path("access_token").asText())).isEqualTo("ok");
        clock.forward(Duration.ofSeconds(1));
        assertThat(slack.test(first.path("access_token").asText())).isEqualTo("token_expired");
        assertThat(slack.test(second.path("access_token").asText())).isEqualTo("ok");
    }

    @Test
    void takesARefreshTokenAgainForAShortGracePeriod() {
        settings("\"tokenRotation\":true,\"refreshGraceSeconds\":30");
        String refreshToken = slack.install(BOT).path("refresh_token").asText();
        JsonNode lost = slack.refresh(refreshToken);

        clock.forward(Duration.ofSeconds(29));
        JsonNode again = slack.refresh(refreshToken);
        clock.forward(Duration.ofSeconds(1));

        assertThat(again.path("ok").asBoolean()).isTrue();
        assertThat(again.path("refresh_token")).isNotEqualTo(lost.path("refresh_token"));
        assertThat(error(slack.refresh(refreshToken)))
                .as("using it again does not prolong it")
                .isEqualTo("invalid_refresh_token");
        assertThat(slack.refresh(lost.path("refresh_token").asText()).path("ok").asBoolean())
                .as("no replay harms the others")
                .isTrue();
    }

    @Test
    void takesARefreshTokenOnceWithoutAGracePeriod() {
        settings("\"tokenRotation\":true,\"refreshGraceSeconds\":0");
        String refreshToken = slack.install(BOT).path("refresh_token").asText();

        assertThat(slack.refresh(refreshToken).path("ok").asBoolean()).isTrue();
        assertThat(error(slack.refresh(refreshToken))).isEqualTo("invalid_refresh_token");
    }

    @Test
    void keepsTwoAccessTokensActiveAndEndsTheOldest() {
        settings("\"tokenRotation\":true");
        JsonNode first = slack.install(BOTH);
        JsonNode second = slack.refresh(first.path("refresh_token").asText());
        JsonNode third = slack.refresh(second.path("refresh_token").asText());

        assertThat(slack.test(first.path("access_token").asText())).isEqualTo("token_revoked");
        assertThat(slack.test(second.path("access_token").asText())).isEqualTo("ok");
        assertThat(slack.test(third.path("access_token").asText())).isEqualTo("ok");
        assertThat(slack.test(first.at("/authed_user/access_token").asText()))
                .as("the other slot counts for itself")
                .isEqualTo("ok");
    }

    @Test
    void revokesWhatATokenStandsForIfItDoesNotRotate() {
        JsonNode sues = slack.install(BOTH);
        JsonNode bobs = slack.install(BOT + "&login=" + SlackClient.BOB);
        String bot = sues.path("access_token").asText();

        JsonNode answer = json(slack.call("auth.revoke", "", bot));

        assertThat(answer).isEqualTo(json("{\"ok\":true,\"revoked\":true}"));
        assertThat(slack.test(bobs.path("access_token").asText()))
                .as("the workspace's bot is one, whoever installed it")
                .isEqualTo("token_revoked");
        assertThat(slack.test(sues.at("/authed_user/access_token").asText())).isEqualTo("ok");
        assertThat(slack.install("&scope=chat:write").path("scope").asText())
                .as("its scopes are gone")
                .isEqualTo("chat:write");
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "refresh_token"})
    void revokesThatOneTokenAloneIfItRotates(String which) {
        settings("\"tokenRotation\":true");
        JsonNode tokens = slack.install(BOT);

        slack.call("auth.revoke", "", tokens.path(which).asText());

        boolean refreshes =
                slack.refresh(tokens.path("refresh_token").asText()).path("ok").asBoolean();
        assertThat(refreshes).isEqualTo(which.equals("access_token"));
        assertThat(slack.test(tokens.path("access_token").asText())).isEqualTo(refreshes ? "token_revoked" : "ok");
    }

    @Test
    void revokesNothingInARehearsal() {
        String bot = slack.install(BOT).path("access_token").asText();

        assertThat(json(slack.call("auth.revoke", "test=1", bot))
                        .path("revoked")
                        .asBoolean())
                .isFalse();
        assertThat(slack.test(bot)).isEqualTo("ok");
    }

    @Test
    void losesTheInstallationThatIsRemovedAtSlack() {
        JsonNode sues = slack.install(BOTH);
        JsonNode pats = slack.install(BOT + "&login=" + SlackClient.PAT);

        client.post("/_admin/endings", "{\"provider\":\"slack\",\"login\":\"" + SlackClient.SUE + "\"}");

        assertThat(slack.test(sues.path("access_token").asText())).isEqualTo("token_revoked");
        assertThat(slack.test(sues.at("/authed_user/access_token").asText())).isEqualTo("token_revoked");
        assertThat(slack.test(pats.path("access_token").asText())).isEqualTo("ok");
        assertThat(slack.install("&scope=chat:write").path("scope").asText()).isEqualTo("chat:write");
    }

    private void settings(String members) {
        assertThat(client.post("/_admin/settings", "{\"slack\":{" + members + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String error(JsonNode answer) {
        assertThat(answer.path("ok").asBoolean()).isFalse();
        return answer.path("error").asText();
    }
}
