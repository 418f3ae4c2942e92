package org.integrationstack.sandbox.github;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.GitHubClient;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class AuthorizationTest extends SandboxTestBase {
    private static final String ISSUER = "https://github.com/login/oauth";
    /** Source: RFC 7636 appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private GitHubClient github;

    @BeforeEach
    void connect() {
        github = new GitHubClient(client);
    }

    @Test
    void asksWhoYouAreAndWhatTheAppMayDo() {
        HttpResponse<String> page = github.authorize("&scope=repo%20user:email&state=s&login=monalisa");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("value=\"octocat\"><span>", "value=\"monalisa\" checked", "scope:repo", "scope:user:email");
    }

    @Test
    void allowsThePageItsOwnStyleAndNothingElse() throws NoSuchAlgorithmException {
        HttpResponse<String> page = github.authorize("");
        String style = page.body()
                .substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertThat(header(page, "Content-Security-Policy"))
                .isEqualTo("default-src 'none'; style-src 'sha256-"
                        + Base64.getEncoder().encodeToString(hash)
                        + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
        assertThat(header(page, "Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void escapesWhatItShows() {
        String state = "%22%3E%3Cscript%3E";
        String ticket = ticket(github.authorize("&state=" + state));

        HttpResponse<String> onward = decide(ticket, "authorize=1&login=octocat");

        assertThat(onward.body()).doesNotContain("<script>");
        assertThat(fields(target(onward))).containsEntry("state", "\"><script>");
    }

    @Test
    void sendsTheConsentBackWithCodeStateAndIssuer() {
        String ticket = ticket(github.authorize("&scope=repo%20user:email&state=a%20%26b"));

        HttpResponse<String> onward = decide(ticket, "authorize=1&login=monalisa&scope:repo=on&scope:user:email=on");
        Map<String, String> callback = fields(target(onward));

        assertThat(target(onward)).startsWith(REDIRECT_URI + "?");
        assertThat(callback).containsEntry("state", "a &b").containsEntry("iss", ISSUER);
        JsonNode token = json(github.exchange("&code=" + callback.get("code")));
        assertThat(token.path("scope").asText()).isEqualTo("repo,user:email");
        assertThat(json(github.get("/user", token.path("access_token").asText()))
                        .path("login")
                        .asText())
                .isEqualTo("monalisa");
    }

    @Test
    void grantsOnlyTheScopesThatWereLeftTicked() {
        String ticket = ticket(github.authorize("&scope=repo%20user:email"));

        String code = fields(target(decide(ticket, "authorize=1&login=octocat&scope:user:email=on&scope:gist=on")))
                .get("code");

        assertThat(json(github.exchange("&code=" + code)).path("scope").asText())
                .isEqualTo("user:email");
        String other = github.code("&scope=repo%20user:email&grant=repo%20gist");
        assertThat(json(github.exchange("&code=" + other)).path("scope").asText())
                .isEqualTo("repo");
    }

    @Test
    void sendsADenialBackWithStateAndIssuer() {
        String ticket = ticket(github.authorize("&state=s"));

        Map<String, String> byHand = fields(target(decide(ticket, "authorize=0&login=octocat")));
        Map<String, String> byItself = fields(header(github.authorize("&state=s&auto=deny"), "Location"));

        assertThat(byHand)
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s")
                .containsEntry("iss", ISSUER)
                .containsKeys("error_description", "error_uri")
                .doesNotContainKey("code");
        assertThat(byItself).isEqualTo(byHand);
    }

    @Test
    void takesEachPageOnceAndNoInventedOne() {
        String ticket = ticket(github.authorize("&state=s"));
        decide(ticket, "authorize=1&login=octocat");

        assertThat(decide(ticket, "authorize=1&login=octocat").statusCode()).isEqualTo(422);
        assertThat(decide("invented", "authorize=1&login=octocat").statusCode()).isEqualTo(422);
    }

    @Test
    void decidesByItselfForAChosenPerson() {
        String token = github.token("", "monalisa");

        assertThat(json(github.get("/user", token)).path("id").asLong()).isEqualTo(1024025);
        assertThat(github.authorize("&auto=allow&login=nobody").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                REDIRECT_URI + "/",
                REDIRECT_URI + "?x=1",
                "http://127.0.0.1:8081/api/auth/callback",
                "http://localhost:8081/api/auth/callback/github",
                "https://evil.example/"
            })
    void neverRedirectsToAnUnregisteredUri(String redirectUri) {
        HttpResponse<String> response =
                github.authorize("&auto=allow&redirect_uri=" + URLEncoder.encode(redirectUri, StandardCharsets.UTF_8));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(header(response, "Location")).isNull();
        assertThat(response.body()).contains("redirect_uri");
    }

    @Test
    void knowsNoOtherClient() {
        assertThat(client.get("/github/login/oauth/authorize?client_id=other&auto=allow")
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "code_challenge=" + CHALLENGE + "&code_challenge_method=plain",
        "code_challenge=" + CHALLENGE,
        "code_challenge_method=S256",
        "code_challenge=short&code_challenge_method=S256"
    })
    void refusesAnyChallengeButS256(String parameters) {
        Map<String, String> callback =
                fields(header(github.authorize("&auto=allow&state=s&" + parameters), "Location"));

        assertThat(callback).containsEntry("error", "invalid_request").containsEntry("state", "s");
        assertThat(callback).doesNotContainKey("code").containsEntry("iss", ISSUER);
    }

    @Test
    void redeemsACodeWithItsVerifier() {
        String code = github.code("&code_challenge_method=S256&code_challenge=" + CHALLENGE);

        assertThat(json(github.exchange("&code_verifier=" + VERIFIER + "&code=" + code))
                        .has("access_token"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&code_verifier=wrong", "&code_verifier=" + CHALLENGE})
    void refusesACodeWithoutItsVerifier(String verifier) {
        String code = github.code("&code_challenge_method=S256&code_challenge=" + CHALLENGE);

        assertThat(error(github.exchange(verifier + "&code=" + code))).isEqualTo("bad_verification_code");
        assertThat(error(github.exchange("&code_verifier=" + VERIFIER + "&code=" + code)))
                .as("the code is spent")
                .isEqualTo("bad_verification_code");
    }

    @Test
    void refusesAVerifierWhoseChallengeWasStripped() {
        assertThat(error(github.exchange("&code_verifier=" + VERIFIER + "&code=" + github.code(""))))
                .isEqualTo("bad_verification_code");
    }

    @Test
    void answersInAFormUnlessJsonIsAskedFor() {
        HttpResponse<String> form = client.post(
                "/github/login/oauth/access_token",
                "client_id=" + CLIENT_ID + "&client_secret=" + CLIENT_SECRET + "&code="
                        + github.code("&scope=repo,gist"));

        assertThat(header(form, "Content-Type")).startsWith("application/x-www-form-urlencoded");
        assertThat(fields(form.body()))
                .containsEntry("scope", "repo,gist")
                .containsEntry("token_type", "bearer")
                .doesNotContainKey("refresh_token");
        assertThat(fields(form.body()).get("access_token")).matches("gho_[A-Za-z0-9]{36}");
        HttpResponse<String> error = client.post("/github/login/oauth/access_token", "code=x");
        assertThat(error.statusCode()).isEqualTo(200);
        assertThat(fields(error.body())).containsEntry("error", "incorrect_client_credentials");
    }

    @Test
    void reportsErrorsInA200() {
        HttpResponse<String> response = github.exchange("&code=unknown");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("error").asText()).isEqualTo("bad_verification_code");
        assertThat(json(response).path("error_description").asText())
                .isEqualTo("The code passed is incorrect or expired.");
        assertThat(json(response).path("error_uri").asText()).startsWith("https://docs.github.com/");
        assertThat(error(github.exchange("&grant_type=password"))).isEqualTo("unsupported_grant_type");
    }

    @Test
    void authenticatesTheClientByBasicOrJsonToo() {
        HttpResponse<String> basic = client.post(
                "/github/login/oauth/access_token",
                "code=" + github.code(""),
                "Authorization",
                basic(CLIENT_ID, CLIENT_SECRET),
                "Accept",
                "application/json");
        HttpResponse<String> json = client.post(
                "/github/login/oauth/access_token",
                "{\"client_id\":\"%s\",\"client_secret\":\"%s\",\"code\":\"%s\"}"
                        .formatted(CLIENT_ID, CLIENT_SECRET, github.code("")),
                "Content-Type",
                "application/json",
                "Accept",
                "application/json");
        HttpResponse<String> wrong = client.post(
                "/github/login/oauth/access_token",
                "code=" + github.code("") + "&client_id=" + CLIENT_ID + "&client_secret=" + CLIENT_SECRET,
                "Authorization",
                basic(CLIENT_ID, "wrong"),
                "Accept",
                "application/json");

        assertThat(json(basic).has("access_token")).isTrue();
        assertThat(json(json).has("access_token")).isTrue();
        assertThat(error(wrong)).isEqualTo("incorrect_client_credentials");
    }

    @Test
    void revokesWhatACodeBroughtWhenItComesTwice() {
        String code = github.code("");
        String token =
                json(github.exchange("&code=" + code)).path("access_token").asText();
        assertThat(github.get("/user", token).statusCode()).isEqualTo(200);

        assertThat(error(github.exchange("&code=" + code))).isEqualTo("bad_verification_code");

        assertThat(github.get("/user", token).statusCode()).isEqualTo(401);
    }

    @Test
    void redeemsACodeForTenMinutes() {
        String inTime = github.code("");
        String late = github.code("");

        clock.forward(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(json(github.exchange("&code=" + inTime)).has("access_token")).isTrue();
        clock.forward(Duration.ofSeconds(1));
        assertThat(error(github.exchange("&code=" + late))).isEqualTo("bad_verification_code");
    }

    @Test
    void comparesTheRedirectUriOfTheExchange() {
        String ours = "&redirect_uri=" + REDIRECT_URI;
        String other = "&redirect_uri=" + OTHER_REDIRECT_URI;

        assertThat(error(github.exchange(other + "&code=" + github.code(ours)))).isEqualTo("redirect_uri_mismatch");
        assertThat(json(github.exchange(other + "&code=" + github.code(other))).has("access_token"))
                .isTrue();
        assertThat(json(github.exchange("&code=" + github.code(ours))).has("access_token"))
                .isTrue();
    }

    @Test
    void dropsUnknownAndContainedScopes() {
        String code = github.code("&scope=user%20user:email%20made-up%20admin:repo_hook%20repo%20public_repo");

        assertThat(json(github.exchange("&code=" + code)).path("scope").asText())
                .isEqualTo("user,admin:repo_hook,repo");
    }

    @Test
    void letsTokensExpireIfAsked() {
        expiringTokens();
        JsonNode token = json(github.exchange("&code=" + github.code("&scope=repo")));

        assertThat(token.path("access_token").asText()).matches("ghu_[A-Za-z0-9]{36}");
        assertThat(token.path("refresh_token").asText()).matches("ghr_[A-Za-z0-9]{76}");
        assertThat(token.path("expires_in").asInt()).isEqualTo(60);
        assertThat(token.path("refresh_token_expires_in").asInt()).isEqualTo(600);
        clock.forward(Duration.ofSeconds(59));
        assertThat(github.get("/user", token.path("access_token").asText()).statusCode())
                .isEqualTo(200);
        clock.forward(Duration.ofSeconds(1));
        assertThat(github.get("/user", token.path("access_token").asText()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void refreshesOnceWithEachRefreshToken() {
        expiringTokens();
        JsonNode first = json(github.exchange("&code=" + github.code("&scope=repo")));

        JsonNode second = json(refresh(first.path("refresh_token").asText()));

        assertThat(second.path("scope").asText()).isEqualTo("repo");
        assertThat(github.get("/user", second.path("access_token").asText()).statusCode())
                .isEqualTo(200);
        assertThat(github.get("/user", first.path("access_token").asText()).statusCode())
                .as("the old access token")
                .isEqualTo(401);
        assertThat(error(refresh(first.path("refresh_token").asText()))).isEqualTo("bad_refresh_token");
        assertThat(json(refresh(second.path("refresh_token").asText())).has("access_token"))
                .isTrue();
    }

    @Test
    void refusesARefreshTokenThatExpired() {
        expiringTokens();
        JsonNode token = json(github.exchange("&code=" + github.code("")));

        clock.forward(Duration.ofMinutes(10));

        assertThat(error(refresh(token.path("refresh_token").asText()))).isEqualTo("bad_refresh_token");
    }

    @Test
    void revokesRefreshedTokensTooWhenTheCodeComesTwice() {
        expiringTokens();
        String code = github.code("");
        JsonNode first = json(github.exchange("&code=" + code));
        JsonNode second = json(refresh(first.path("refresh_token").asText()));

        github.exchange("&code=" + code);

        assertThat(github.get("/user", second.path("access_token").asText()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void revokesAToken() {
        String token = github.token("");
        String other = github.token("");

        assertThat(revoke("token", CLIENT_ID, body(token)).statusCode()).isEqualTo(204);

        assertThat(github.get("/user", token).statusCode()).isEqualTo(401);
        assertThat(github.get("/user", other).statusCode()).isEqualTo(200);
        assertThat(revoke("token", CLIENT_ID, body(token)).statusCode()).isEqualTo(404);
    }

    @Test
    void revokesAPersonsGrantWithAllItsTokens() {
        String token = github.token("");
        String other = github.token("repo");
        String somebodyElses = github.token("", "monalisa");

        assertThat(revoke("grant", CLIENT_ID, body(token)).statusCode()).isEqualTo(204);

        assertThat(github.get("/user", other).statusCode()).isEqualTo(401);
        assertThat(github.get("/user", somebodyElses).statusCode()).isEqualTo(200);
    }

    @Test
    void revokesForTheAppItselfOnly() {
        String token = github.token("");

        assertThat(revoke("token", "other", body(token)).statusCode()).isEqualTo(404);
        assertThat(revoke("token", CLIENT_ID, "{}").statusCode()).isEqualTo(422);
        assertThat(revoke("token", CLIENT_ID, "no json").statusCode()).isEqualTo(400);
        assertThat(client.send(
                                "DELETE",
                                "/github/applications/" + CLIENT_ID + "/token",
                                body(token),
                                "Authorization",
                                basic(CLIENT_ID, "wrong"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(github.call("DELETE", "/applications/" + CLIENT_ID + "/token", body(token), token)
                        .statusCode())
                .isEqualTo(401);
        assertThat(github.get("/user", token).statusCode()).isEqualTo(200);
    }

    private void expiringTokens() {
        client.post(
                "/_admin/settings",
                "{\"github\":{\"expiringTokens\":true,\"accessTokenSeconds\":60,\"refreshTokenSeconds\":600}}");
    }

    private HttpResponse<String> refresh(String refreshToken) {
        return github.exchange("&grant_type=refresh_token&refresh_token=" + refreshToken);
    }

    private HttpResponse<String> revoke(String what, String clientId, String body) {
        return client.send(
                "DELETE",
                "/github/applications/" + clientId + "/" + what,
                body,
                "Authorization",
                basic(CLIENT_ID, CLIENT_SECRET));
    }

    private HttpResponse<String> decide(String ticket, String fields) {
        return client.post("/github/login/oauth/authorize", "authenticity_token=" + ticket + "&" + fields);
    }

    private static String ticket(HttpResponse<String> page) {
        return group(page, "name=\"authenticity_token\" value=\"([^\"]+)\"");
    }

    private static String target(HttpResponse<String> page) {
        return group(page, "<a href=\"([^\"]+)\"").replace("&amp;", "&");
    }

    private static String group(HttpResponse<String> page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }

    private static String error(HttpResponse<String> response) {
        return json(response).path("error").asText();
    }

    private static String body(String token) {
        return "{\"access_token\":\"" + token + "\"}";
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
