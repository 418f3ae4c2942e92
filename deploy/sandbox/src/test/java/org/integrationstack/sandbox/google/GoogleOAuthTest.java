package org.integrationstack.sandbox.google;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.GoogleClient;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class GoogleOAuthTest extends SandboxTestBase {
    private static final String SIGN_IN = "openid email profile";
    private static final String DRIVE = "https://www.googleapis.com/auth/drive";
    private static final String CALENDAR = "https://www.googleapis.com/auth/calendar.readonly";
    private static final String EMAIL = "https://www.googleapis.com/auth/userinfo.email";
    /** Source: RFC 7636 appendix B. */
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    private GoogleClient google;

    @BeforeEach
    void connect() {
        google = new GoogleClient(client);
    }

    @Test
    void givesARefreshTokenOnlyForOfflineAccess() {
        JsonNode online = google.connect(DRIVE, "");
        JsonNode offline = google.connect(DRIVE, "&access_type=offline");

        assertThat(online.has("refresh_token")).isFalse();
        assertThat(offline.path("refresh_token").asText()).startsWith("1//");
        assertThat(offline.path("access_token").asText()).startsWith("ya29.");
        assertThat(offline.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(offline.path("expires_in").asInt()).isEqualTo(3599);
        assertThat(offline.path("scope").asText()).isEqualTo(DRIVE);
        assertThat(offline.has("refresh_token_expires_in")).isFalse();
    }

    @Test
    void givesARefreshTokenOnlyTheFirstTimeUnlessAskedToPromptForConsent() {
        JsonNode first = google.connect(DRIVE, "&access_type=offline");
        JsonNode second = google.connect(DRIVE, "&access_type=offline");
        JsonNode prompted = google.connect(DRIVE, "&access_type=offline&prompt=consent");
        JsonNode somebodyElse = google.connect(DRIVE, "&access_type=offline&login=" + GoogleClient.GRACE);

        assertThat(first.has("refresh_token")).isTrue();
        assertThat(second.has("refresh_token")).isFalse();
        assertThat(prompted.has("refresh_token")).isTrue();
        assertThat(somebodyElse.has("refresh_token")).isTrue();
        assertThat(google.refresh(first.path("refresh_token").asText()).statusCode())
                .as("an earlier refresh token stays good")
                .isEqualTo(200);
    }

    @Test
    void neverRotatesTheRefreshToken() {
        JsonNode first = google.connect(SIGN_IN + " " + DRIVE, "&access_type=offline");
        String refreshToken = first.path("refresh_token").asText();

        JsonNode second = json(google.refresh(refreshToken));
        JsonNode third = json(google.refresh(refreshToken));

        assertThat(second.has("refresh_token")).isFalse();
        assertThat(second.path("scope")).isEqualTo(first.path("scope"));
        assertThat(second.path("id_token").asText()).isNotEmpty();
        assertThat(third.path("access_token").asText())
                .isNotEqualTo(second.path("access_token").asText());
        assertThat(google.userInfo(first.path("access_token").asText()).statusCode())
                .as("the earlier access token lives on")
                .isEqualTo(200);
    }

    @Test
    void namesTheScopesGrantedInItsOwnWay() {
        Map<String, String> callback =
                fields(header(google.authorize("email " + DRIVE, "&auto=allow&state=s"), "Location"));
        JsonNode token = json(google.redeem(callback.get("code"), ""));

        assertThat(token.path("scope").asText().split(" ")).containsExactly(EMAIL, DRIVE, "openid");
        assertThat(callback.get("scope").split(" ")).containsExactly("email", EMAIL, DRIVE, "openid");
        assertThat(callback)
                .containsEntry("state", "s")
                .containsEntry("iss", "https://accounts.google.com")
                .containsEntry("authuser", "0")
                .containsEntry("hd", "example.com");
    }

    @Test
    void letsPeopleTickSingleScopesOff() {
        HttpResponse<String> page = google.authorize("openid " + DRIVE + " " + CALENDAR, "&state=s");
        String ticket = group(page, "name=\"authenticity_token\" value=\"([^\"]+)\"");
        assertThat(page.body())
                .contains("name=\"scope:" + DRIVE + "\"", "name=\"scope:" + CALENDAR + "\"")
                .doesNotContain("name=\"scope:openid\"");

        HttpResponse<String> onward = client.post(
                "/google/o/oauth2/v2/auth",
                "authenticity_token=" + ticket + "&authorize=1&login=" + GoogleClient.GRACE + "&scope:" + CALENDAR
                        + "=on");
        String target = group(onward, "<a href=\"([^\"]+)\"").replace("&amp;", "&");
        JsonNode token = json(google.redeem(fields(target).get("code"), ""));

        assertThat(token.path("scope").asText()).isEqualTo("openid " + CALENDAR);
        assertThat(json(google.userInfo(token.path("access_token").asText()))
                        .path("sub")
                        .asText())
                .isEqualTo("103547991597142817347");
    }

    @Test
    void grantsTheScopesThatATestNamesBesideThoseOfSigningIn() {
        JsonNode token = google.connect("email " + DRIVE + " " + CALENDAR, "&grant=" + CALENDAR);

        assertThat(token.path("scope").asText().split(" ")).containsExactlyInAnyOrder(EMAIL, "openid", CALENDAR);
        assertThat(google.get("/drive/v3/files", token.path("access_token").asText())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void addsWhatWasGrantedBeforeOnlyIfAsked() {
        google.connect(CALENDAR, "");

        assertThat(google.connect(DRIVE, "").path("scope").asText()).isEqualTo(DRIVE);
        assertThat(google.connect(DRIVE, "&include_granted_scopes=true")
                        .path("scope")
                        .asText()
                        .split(" "))
                .containsExactlyInAnyOrder(CALENDAR, DRIVE);
    }

    @Test
    void tellsTheApplicationOfADenial() {
        Map<String, String> callback = fields(header(google.authorize(DRIVE, "&auto=deny&state=s"), "Location"));

        assertThat(callback)
                .containsOnly(
                        Map.entry("error", "access_denied"),
                        Map.entry("state", "s"),
                        Map.entry("iss", "https://accounts.google.com"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "client_id=other&redirect_uri=REDIRECT&response_type=code&scope=openid, 401, invalid_client",
                "client_id=CLIENT&redirect_uri=REDIRECT/&response_type=code&scope=openid, 400, redirect_uri_mismatch",
                "client_id=CLIENT&response_type=code&scope=openid, 400, Missing required parameter: redirect_uri",
                "client_id=CLIENT&redirect_uri=REDIRECT&scope=openid, 400, missing: response_type",
                "client_id=CLIENT&redirect_uri=REDIRECT&response_type=token&scope=openid, 400, unsupported_response_type",
                "client_id=CLIENT&redirect_uri=REDIRECT&response_type=code, 400, Missing required parameter: scope",
                "client_id=CLIENT&redirect_uri=REDIRECT&response_type=code&scope=drive, 400, invalid_scope",
                "client_id=CLIENT&redirect_uri=REDIRECT&response_type=code&scope=openid&code_challenge_method=S1, 400, S1"
            })
    void tellsThePersonNotTheApplicationWhatIsWrongWithARequest(String query, int status, String text) {
        HttpResponse<String> response = client.get("/google/o/oauth2/v2/auth?auto=allow&"
                + query.replace("CLIENT", CLIENT_ID).replace("REDIRECT", REDIRECT_URI));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Location")).isNull();
        assertThat(response.body()).contains("Access blocked", text);
    }

    @ParameterizedTest
    @CsvSource({
        "&code_challenge_method=S256&code_challenge=" + CHALLENGE + ", &code_verifier=" + VERIFIER + ", ''",
        "&code_challenge=" + VERIFIER + ", &code_verifier=" + VERIFIER + ", ''",
        "&code_challenge_method=plain&code_challenge=" + VERIFIER + ", &code_verifier=" + VERIFIER + ", ''",
        "&code_challenge_method=S256&code_challenge=" + CHALLENGE + ", '', Missing code verifier.",
        "&code_challenge_method=S256&code_challenge=" + CHALLENGE + ", &code_verifier=wrong, Invalid code verifier.",
        "'', &code_verifier=" + VERIFIER + ", Invalid code verifier."
    })
    void checksTheVerifierOfBothKindsOfChallenge(String challenge, String verifier, String description) {
        HttpResponse<String> response = google.redeem(google.code("openid", challenge), verifier);

        assertThat(json(response).path("error").asText()).isEqualTo(description.isEmpty() ? "" : "invalid_grant");
        assertThat(json(response).path("error_description").asText()).isEqualTo(description);
    }

    @Test
    void refusesACodeInFourWays() {
        String late = google.code("openid", "");
        clock.forward(Duration.ofMinutes(10));
        String good = google.code("openid", "");
        google.redeem(good, "");

        assertThat(error(google.redeem("made-up", ""), 400)).isEqualTo("invalid_grant: Malformed auth code.");
        assertThat(error(google.redeem(late, ""), 400)).isEqualTo("invalid_grant: Bad Request");
        assertThat(error(google.redeem(good, ""), 400)).isEqualTo("invalid_grant: Bad Request");
        assertThat(error(
                        google.token("&grant_type=authorization_code&redirect_uri=" + OTHER_REDIRECT_URI + "&code="
                                + google.code("openid", "")),
                        400))
                .isEqualTo("redirect_uri_mismatch: Bad Request");
    }

    @Test
    void keepsTheTokensOfACodeThatComesTwice() {
        String code = google.code("openid", "");
        String token = json(google.redeem(code, "")).path("access_token").asText();

        google.redeem(code, "");

        assertThat(google.userInfo(token).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesAnotherClient() {
        assertThat(error(client.post("/google/token", "client_id=other&grant_type=refresh_token"), 401))
                .isEqualTo("invalid_client: The OAuth client was not found.");
        assertThat(error(
                        client.post("/google/token", "client_id=" + CLIENT_ID + "&client_secret=wrong&grant_type=x"),
                        401))
                .isEqualTo("invalid_client: The provided client secret is invalid.");
    }

    @Test
    void refusesAnotherGrantType() {
        assertThat(error(google.token("&grant_type=password"), 400))
                .isEqualTo("unsupported_grant_type: Invalid grant_type: password");
        assertThat(error(google.token(""), 400))
                .isEqualTo("invalid_request: Required parameter is missing: grant_type");
        assertThat(error(google.token("&grant_type=authorization_code&code=x"), 400))
                .isEqualTo("invalid_request: Missing parameter: redirect_uri");
    }

    @Test
    void saysOfADeadRefreshTokenThatItExpiredOrWasRevoked() {
        String refreshToken = offlineToken();
        google.revoke(refreshToken);

        assertThat(error(google.refresh(refreshToken), 400))
                .isEqualTo("invalid_grant: Token has been expired or revoked.");
        assertThat(error(google.refresh("1//made-up"), 400)).isEqualTo("invalid_grant: Bad Request");
    }

    @Test
    void letsAccessTokensExpire() {
        settings("\"accessTokenSeconds\":60");
        JsonNode token = google.connect("openid", "");
        String accessToken = token.path("access_token").asText();

        assertThat(token.path("expires_in").asInt()).isEqualTo(60);
        clock.forward(Duration.ofSeconds(59));
        assertThat(google.userInfo(accessToken).statusCode()).isEqualTo(200);
        clock.forward(Duration.ofSeconds(1));
        assertThat(google.userInfo(accessToken).statusCode()).isEqualTo(401);
    }

    @Test
    void letsRefreshTokensOfAppsInTestingExpire() {
        settings("\"refreshTokenSeconds\":604800");
        JsonNode token = google.connect("openid", "&access_type=offline");
        String refreshToken = token.path("refresh_token").asText();

        assertThat(token.path("refresh_token_expires_in").asInt()).isEqualTo(604800);
        clock.forward(Duration.ofDays(7));
        assertThat(error(google.refresh(refreshToken), 400))
                .isEqualTo("invalid_grant: Token has been expired or revoked.");
    }

    @Test
    void endsTheOldestRefreshTokenWhenThereAreTooMany() {
        settings("\"refreshTokenLimit\":2");
        String first = offlineToken();
        String second = offlineToken();
        String third = offlineToken();

        assertThat(google.refresh(first).statusCode()).isEqualTo(400);
        assertThat(google.refresh(second).statusCode()).isEqualTo(200);
        assertThat(google.refresh(third).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"access_token", "refresh_token"})
    void revokesTheWholeGrantByAnyOfItsTokens(String which) {
        JsonNode token = google.connect("openid", "&access_type=offline");
        String another = google.accessToken("openid");
        String somebodyElses = google.connect("openid", "&login=" + GoogleClient.GRACE)
                .path("access_token")
                .asText();

        HttpResponse<String> response = google.revoke(token.path(which).asText());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(google.userInfo(token.path("access_token").asText()).statusCode())
                .isEqualTo(401);
        assertThat(google.refresh(token.path("refresh_token").asText()).statusCode())
                .isEqualTo(400);
        assertThat(google.userInfo(another).statusCode()).isEqualTo(401);
        assertThat(google.userInfo(somebodyElses).statusCode()).isEqualTo(200);
        assertThat(error(google.revoke(token.path(which).asText()), 400))
                .isEqualTo("invalid_token: Token expired or revoked");
    }

    @Test
    void givesARefreshTokenAgainAfterARevocation() {
        String refreshToken = google.connect("openid", "&access_type=offline")
                .path("refresh_token")
                .asText();
        client.get("/google/revoke?token=" + refreshToken);

        assertThat(google.connect("openid", "&access_type=offline").has("refresh_token"))
                .isTrue();
    }

    @Test
    void tellsWhoTheUserIsAsFarAsScopesGo() {
        JsonNode all = json(google.userInfo(google.accessToken(SIGN_IN)));
        JsonNode little = json(google.userInfo(google.accessToken("openid")));

        assertThat(all.path("sub").asText()).isEqualTo("110248495921238986420");
        assertThat(all.path("email").asText()).isEqualTo(GoogleClient.ADA);
        assertThat(all.path("email_verified").asBoolean()).isTrue();
        assertThat(all.path("name").asText()).isEqualTo("Ada Lovelace");
        assertThat(all.path("hd").asText()).isEqualTo("example.com");
        assertThat(little).isEqualTo(json("{\"sub\":\"110248495921238986420\"}"));
        assertThat(error(google.userInfo("ya29.made-up"), 401)).isEqualTo("invalid_request: Invalid Credentials");
    }

    private String offlineToken() {
        return google.connect("openid", "&access_type=offline&prompt=consent")
                .path("refresh_token")
                .asText();
    }

    private void settings(String members) {
        assertThat(client.post("/_admin/settings", "{\"google\":{" + members + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private static String error(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        JsonNode body = json(response);
        return body.path("error").asText() + ": "
                + body.path("error_description").asText();
    }

    private static String group(HttpResponse<String> page, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1);
    }
}
