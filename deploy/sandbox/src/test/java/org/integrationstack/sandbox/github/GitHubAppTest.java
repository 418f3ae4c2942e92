package org.integrationstack.sandbox.github;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.GitHubClient;
import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

/** The GitHub App, registered beside the OAuth app. */
class GitHubAppTest extends SandboxTestBase {
    private static final long OCTOCATS = 957387;
    private static final long OCTO_ORGS = 957388;

    private GitHubClient github;

    @BeforeEach
    void register() {
        github = new GitHubClient(client);
    }

    /** Source: docs.github.com, "Generating a user access token for a GitHub App". */
    @Test
    void givesUsersTokensThatExpireAndHaveNoScopes() {
        JsonNode tokens = user("octocat");

        assertThat(tokens.path("access_token").asText()).matches("ghu_[A-Za-z0-9]{36}");
        assertThat(tokens.path("refresh_token").asText()).matches("ghr_[A-Za-z0-9]{76}");
        assertThat(tokens.path("expires_in").asLong())
                .isEqualTo(Duration.ofHours(8).toSeconds());
        assertThat(tokens.path("refresh_token_expires_in").asLong())
                .isEqualTo(Duration.ofDays(184).toSeconds());
        assertThat(tokens.path("scope").asText("none")).isEmpty();
        HttpResponse<String> user = github.get("/user", token(tokens));
        assertThat(json(user).path("login").asText()).isEqualTo("octocat");
        assertThat(header(user, "X-OAuth-Scopes")).isEmpty();
        clock.forward(Duration.ofHours(8));
        assertThat(github.get("/user", token(tokens)).statusCode()).isEqualTo(401);
    }

    @Test
    void refreshesAUsersTokenOnce() {
        JsonNode first = user("octocat");

        JsonNode second = json(exchange("&grant_type=refresh_token&refresh_token="
                + first.path("refresh_token").asText()));

        assertThat(github.get("/user", token(second)).statusCode()).isEqualTo(200);
        assertThat(github.get("/user", token(first)).statusCode()).isEqualTo(401);
        HttpResponse<String> again = exchange("&grant_type=refresh_token&refresh_token="
                + first.path("refresh_token").asText());
        assertThat(json(again).path("error").asText()).isEqualTo("bad_refresh_token");
    }

    /** Source: docs.github.com, "Activating optional features for GitHub Apps". */
    @Test
    void givesTokensThatDoNotExpireIfAsked() {
        client.post("/_admin/settings", "{\"github\":{\"userTokenExpiration\":false}}");

        JsonNode tokens = user("octocat");

        assertThat(token(tokens)).startsWith("ghu_");
        assertThat(tokens.has("refresh_token")).isFalse();
        assertThat(tokens.has("expires_in")).isFalse();
    }

    @Test
    void keepsTheAppsApart() {
        String code = code("octocat");
        JsonNode tokens = user("octocat");

        HttpResponse<String> othersCode = github.exchange("&code=" + code);
        HttpResponse<String> othersRefresh = github.exchange("&grant_type=refresh_token&refresh_token="
                + tokens.path("refresh_token").asText());
        HttpResponse<String> othersToken = client.send(
                "DELETE",
                "/github/applications/" + CLIENT_ID + "/token",
                "{\"access_token\":\"" + token(tokens) + "\"}",
                "Authorization",
                basic(CLIENT_ID, CLIENT_SECRET));

        assertThat(json(othersCode).path("error").asText()).isEqualTo("bad_verification_code");
        assertThat(json(othersRefresh).path("error").asText()).isEqualTo("bad_refresh_token");
        assertThat(othersToken.statusCode()).isEqualTo(404);
        assertThat(github.get("/user", token(tokens)).statusCode()).isEqualTo(200);
    }

    @Test
    void endsAUsersTokenForTheApp() {
        JsonNode tokens = user("octocat");
        String oauthToken = github.token("repo");

        HttpResponse<String> response = client.send(
                "DELETE",
                "/github/applications/" + APP_CLIENT_ID + "/grant",
                "{\"access_token\":\"" + token(tokens) + "\"}",
                "Authorization",
                basic(APP_CLIENT_ID, APP_CLIENT_SECRET));

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(github.get("/user", token(tokens)).statusCode()).isEqualTo(401);
        assertThat(github.get("/user", oauthToken).statusCode())
                .as("granted to the other app")
                .isEqualTo(200);
    }

    /** Source: docs.github.com, "List app installations accessible to the user access token". */
    @Test
    void showsAUserTheInstallationsWithinReach() {
        JsonNode octocats = json(github.get("/user/installations", token(user("octocat"))));
        JsonNode monas = json(github.get("/user/installations", token(user("monalisa"))));
        HttpResponse<String> oauths = github.get("/user/installations", github.token("repo"));

        assertThat(octocats.path("total_count").asInt()).isEqualTo(2);
        assertThat(octocats.at("/installations/0/id").asLong()).isEqualTo(OCTOCATS);
        assertThat(octocats.at("/installations/0/account/login").asText()).isEqualTo("octocat");
        assertThat(octocats.at("/installations/1/target_type").asText()).isEqualTo("Organization");
        assertThat(monas.path("installations").findValuesAsText("id")).contains(Long.toString(OCTO_ORGS));
        assertThat(monas.path("total_count").asInt()).isEqualTo(1);
        assertThat(oauths.statusCode()).isEqualTo(403);
    }

    /** Source: docs.github.com, "Get an organization membership for the authenticated user". */
    @Test
    void tellsWhatAUserIsInAnOrganization() {
        String membership = "/user/memberships/orgs/octo-org";

        assertThat(json(github.get(membership, token(user("octocat"))))
                        .path("role")
                        .asText())
                .isEqualTo("admin");
        JsonNode monas = json(github.get(membership, token(user("monalisa"))));
        assertThat(monas.path("role").asText()).isEqualTo("member");
        assertThat(monas.path("state").asText()).isEqualTo("active");
        assertThat(github.get("/user/memberships/orgs/other", token(user("octocat")))
                        .statusCode())
                .isEqualTo(404);
        assertThat(github.get(membership, github.token("repo")).statusCode())
                .as("without read:org")
                .isEqualTo(404);
    }

    @Test
    void letsAUserReachOnlyWhatTheAppIsInstalledOn() {
        String monas = token(user("monalisa"));

        assertThat(github.get("/repos/octocat/secret-garden", token(user("octocat")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(github.get("/repos/monalisa/studio", monas).statusCode()).isEqualTo(404);
        assertThat(github.call("POST", "/repos/monalisa/smile/issues", "{\"title\":\"t\"}", monas)
                        .statusCode())
                .isEqualTo(403);
        assertThat(github.get("/repos/monalisa/studio", github.token("repo", "monalisa"))
                        .statusCode())
                .as("through the OAuth app")
                .isEqualTo(200);
    }

    /** Source: docs.github.com, "Generating an installation access token for a GitHub App". */
    @Test
    void turnsAnAssertionIntoAnInstallationsToken() {
        HttpResponse<String> response = accessToken(OCTOCATS);
        JsonNode access = json(response);

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(access.path("token").asText()).matches("ghs_[A-Za-z0-9]{36}");
        assertThat(Instant.parse(access.path("expires_at").asText()))
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(access.at("/permissions/issues").asText()).isEqualTo("write");
        JsonNode repositories = json(
                github.get("/installation/repositories", access.path("token").asText()));
        assertThat(repositories.path("total_count").asInt()).isEqualTo(5);
        assertThat(repositories.path("repository_selection").asText()).isEqualTo("all");
        assertThat(repositories.path("repositories").findValuesAsText("full_name"))
                .contains("octocat/secret-garden");
        clock.forward(Duration.ofHours(1));
        assertThat(github.get("/installation/repositories", access.path("token").asText())
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void actsAsItselfOnAnInstallation() {
        String token = json(accessToken(OCTO_ORGS)).path("token").asText();

        HttpResponse<String> issue =
                github.call("POST", "/repos/octo-org/octo-repo/issues", "{\"title\":\"t\"}", token);

        assertThat(issue.statusCode()).isEqualTo(201);
        assertThat(json(issue).at("/user/login").asText()).isEqualTo("integration-stack[bot]");
        assertThat(github.get("/repos/octocat/secret-garden", token).statusCode())
                .as("another installation's")
                .isEqualTo(404);
        HttpResponse<String> user = github.get("/user", token);
        assertThat(user.statusCode()).isEqualTo(403);
        assertThat(json(user).path("message").asText()).isEqualTo("Resource not accessible by integration");
        assertThat(github.get("/installation/repositories", token(user("octocat")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void countsEachInstallationsRequestsForItself() {
        String octocats = json(accessToken(OCTOCATS)).path("token").asText();
        String octoOrgs = json(accessToken(OCTO_ORGS)).path("token").asText();
        client.post("/_admin/settings", "{\"github\":{\"rateLimit\":1}}");

        github.get("/installation/repositories", octocats);
        HttpResponse<String> refused = github.get("/installation/repositories", octocats);

        assertThat(json(refused).path("message").asText())
                .isEqualTo("API rate limit exceeded for installation ID " + OCTOCATS + ".");
        assertThat(github.get("/installation/repositories", octoOrgs).statusCode())
                .isEqualTo(200);
    }

    @Test
    void endsAnInstallationsToken() {
        String token = json(accessToken(OCTOCATS)).path("token").asText();

        assertThat(github.call("DELETE", "/installation/token", null, token).statusCode())
                .isEqualTo(204);

        assertThat(github.get("/installation/repositories", token).statusCode()).isEqualTo(401);
    }

    @Test
    void forgetsAnInstallationThatIsRemoved() {
        String token = json(accessToken(OCTOCATS)).path("token").asText();

        assertThat(app("DELETE", "/app/installations/" + OCTOCATS).statusCode()).isEqualTo(204);

        assertThat(accessToken(OCTOCATS).statusCode()).isEqualTo(404);
        assertThat(github.get("/installation/repositories", token).statusCode()).isEqualTo(401);
        assertThat(json(github.get("/user/installations", token(user("octocat"))))
                        .path("total_count")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesASuspendedInstallation() {
        String token = json(accessToken(OCTOCATS)).path("token").asText();

        app("PUT", "/app/installations/" + OCTOCATS + "/suspended");

        HttpResponse<String> refused = accessToken(OCTOCATS);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).path("message").asText()).isEqualTo("This installation has been suspended");
        assertThat(github.get("/installation/repositories", token).statusCode()).isEqualTo(403);
        app("DELETE", "/app/installations/" + OCTOCATS + "/suspended");
        assertThat(accessToken(OCTOCATS).statusCode()).isEqualTo(201);
    }

    /** Source: docs.github.com, "Handling failed webhook deliveries": nothing comes again unless it is asked for. */
    @Test
    void sendsADeliveryOfItsWebhookAgainWhenAsked() {
        receiver.answerWith(503);
        order("github-app", "push", "");
        Receiver.Received first = receiver.next();
        receiver.answerWith(200);
        JsonNode failed = json(app("GET", "/app/hook/deliveries")).path(0);

        String delivery = "/app/hook/deliveries/" + failed.path("id").asText();
        int accepted = app("POST", delivery + "/attempts").statusCode();
        Receiver.Received again = receiver.next();

        assertThat(failed.path("status_code").asInt()).isEqualTo(503);
        assertThat(failed.path("repository_id").isNull()).isTrue();
        assertThat(json(app("GET", delivery)).at("/request/payload").asText()).isEqualTo(first.body());
        assertThat(accepted).isEqualTo(202);
        assertThat(again.header("X-GitHub-Delivery")).isEqualTo(first.header("X-GitHub-Delivery"));
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(client.get("/github/app/hook/deliveries").statusCode()).isEqualTo(401);
        assertThat(retry()).isEmpty();
    }

    @Test
    void knowsItselfAndItsInstallations() {
        JsonNode app = json(app("GET", "/app"));
        JsonNode installations = json(app("GET", "/app/installations?per_page=1"));

        assertThat(app.path("id").asLong()).isEqualTo(29310);
        assertThat(app.path("client_id").asText()).isEqualTo(APP_CLIENT_ID);
        assertThat(app.path("installations_count").asInt()).isEqualTo(2);
        assertThat(installations).hasSize(1);
        assertThat(json(app("GET", "/app/installations/" + OCTO_ORGS))
                        .at("/account/login")
                        .asText())
                .isEqualTo("octo-org");
        assertThat(app("GET", "/app/installations/1").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "29310, 0, 600, 200",
        APP_CLIENT_ID + ", -60, 540, 200",
        APP_CLIENT_ID + ", 0, 601, 401",
        APP_CLIENT_ID + ", -60, 0, 401",
        APP_CLIENT_ID + ", 1, 300, 401",
        "other, 0, 300, 404",
    })
    void takesAnAssertionForTenMinutesAtMost(String issuer, int issuedAt, int expiresAt, int status) {
        HttpResponse<String> response = github.get("/app", assertion("RS256", issuer, issuedAt, expiresAt));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256"})
    void takesNoOtherAlgorithm(String algorithm) {
        HttpResponse<String> response = github.get("/app", assertion(algorithm, APP_CLIENT_ID, 0, 300));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).path("message").asText()).isEqualTo("A JSON web token could not be decoded");
    }

    @Test
    void takesNothingElseForAnAssertion() {
        String good = assertion("RS256", APP_CLIENT_ID, 0, 300);
        String forged = good.substring(0, good.lastIndexOf('.') + 1) + "AAAA";

        for (String other : List.of(forged, "x", "a.b.c", token(user("octocat")))) {
            assertThat(github.get("/app", other).statusCode()).as(other).isEqualTo(401);
        }
        assertThat(client.get("/github/app", "User-Agent", "test").statusCode()).isEqualTo(401);
        assertThat(github.get("/user", good).statusCode())
                .as("an assertion is no token")
                .isEqualTo(401);
    }

    private JsonNode user(String login) {
        return json(exchange("&code=" + code(login)));
    }

    private String code(String login) {
        HttpResponse<String> response = client.get(
                "/github/login/oauth/authorize?auto=allow&scope=repo&login=" + login + "&client_id=" + APP_CLIENT_ID);
        return fields(header(response, "Location")).get("code");
    }

    private HttpResponse<String> exchange(String fields) {
        return client.post(
                "/github/login/oauth/access_token",
                "client_id=" + APP_CLIENT_ID + "&client_secret=" + APP_CLIENT_SECRET + fields,
                "Accept",
                "application/json");
    }

    private HttpResponse<String> accessToken(long installation) {
        return app("POST", "/app/installations/" + installation + "/access_tokens");
    }

    private HttpResponse<String> app(String method, String path) {
        return github.call(method, path, null, assertion("RS256", APP_CLIENT_ID, 0, 300));
    }

    private String assertion(String algorithm, String issuer, int issuedAt, int expiresAt) {
        long now = clock.instant().getEpochSecond();
        String content = encoded("{\"alg\":\"%s\",\"typ\":\"JWT\"}".formatted(algorithm))
                + "."
                + encoded("{\"iss\":\"%s\",\"iat\":%d,\"exp\":%d}".formatted(issuer, now + issuedAt, now + expiresAt));
        return content + "." + signature(content, APP_KEY.getPrivate());
    }

    private static String signature(String content, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(JsonNode tokens) {
        return tokens.path("access_token").asText();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
