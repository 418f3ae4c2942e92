package org.integrationstack.sandbox.salesforce;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;
import static org.integrationstack.sandbox.salesforce.SalesforceClient.CHALLENGE;

class OAuthTest extends SandboxTestBase {
    private static final String SCOPES = "&scope=api%20refresh_token";
    private static final String ANY_DATA = "/services/data/v60.0/limits";

    private SalesforceClient salesforce;

    @BeforeEach
    void register() {
        salesforce = new SalesforceClient(client, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI);
    }

    @Test
    void answersWithAnInstanceAndWithoutAnExpiry() throws GeneralSecurityException {
        JsonNode tokens = salesforce.connect(SCOPES);

        assertThat(tokens.path("access_token").asText()).matches("00D5g000004Acme![A-Za-z0-9]{96}");
        assertThat(tokens.path("refresh_token").asText()).matches("5Aep861[A-Za-z0-9]{80}");
        assertThat(tokens.path("instance_url").asText()).isEqualTo("https://acme.my.salesforce.com");
        assertThat(tokens.path("id").asText())
                .matches("https://login\\.salesforce\\.com/id/00D5g000004Acme[A-Z0-5]{3}/005\\w{15}");
        assertThat(tokens.path("token_type").asText()).isEqualTo("Bearer");
        assertThat(tokens.path("scope").asText()).isEqualTo("api refresh_token");
        assertThat(tokens.path("issued_at").isTextual()).isTrue();
        assertThat(tokens.path("issued_at").asText()).isEqualTo(Long.toString(clock.millis()));
        assertThat(tokens.path("signature").asText())
                .isEqualTo(mac(
                        tokens.path("id").asText() + tokens.path("issued_at").asText()));
        assertThat(tokens.has("expires_in")).isFalse();
    }

    @Test
    void sendsPeopleOfASandboxOrgToItsOwnInstance() {
        JsonNode tokens = salesforce.connect(SCOPES + "&login=hank@globex.example.uat");

        assertThat(tokens.path("instance_url").asText()).isEqualTo("https://globex--uat.sandbox.my.salesforce.com");
        assertThat(tokens.path("id").asText()).startsWith("https://test.salesforce.com/id/00D7Q00000Globx");
    }

    @Test
    void losesSessionsThatAreEndedAtSalesforce() {
        JsonNode tokens = salesforce.connect(SCOPES);

        client.post("/_admin/endings", "{\"provider\":\"salesforce\",\"tokens\":\"access\"}");

        assertThat(salesforce.introspect(tokens, "access_token").path("active").asBoolean())
                .isFalse();
        assertThat(salesforce.refresh(tokens).statusCode()).isEqualTo(200);
    }

    @Test
    void endsCodesInPadding() {
        String location = header(salesforce.authorize(CHALLENGE), "Location");

        assertThat(location).contains("%3D%3D");
        assertThat(fields(location).get("code")).matches("aPrx[A-Za-z0-9_-]{76}==");
    }

    @Test
    void grantsAllOfTheAppsScopesUnlessSomeAreNamed() {
        assertThat(salesforce.connect("").path("scope").asText()).contains("api", "refresh_token", "full");
        assertThat(salesforce.connect("&scope=api&grant=id").path("scope").asText())
                .as("people allow all or nothing")
                .isEqualTo("api");
        assertThat(salesforce.connect("&scope=api").has("refresh_token")).isFalse();
        assertThat(salesforce.connect("&scope=api%20offline_access").has("refresh_token"))
                .isTrue();
        assertThat(salesforce
                        .connect("&scope=openid%20chatter_api")
                        .path("scope")
                        .asText())
                .isEqualTo("openid chatter_api");
    }

    @ParameterizedTest
    @CsvSource({
        "&scope=api, invalid_request, missing required code challenge",
        CHALLENGE + "&scope=admin, invalid_scope, the requested scope is not allowed",
        "&code_challenge=x&code_challenge_method=plain, invalid_request, invalid code challenge",
    })
    void refusesAtTheRedirectUri(String query, String error, String description) {
        HttpResponse<String> response = salesforce.authorize(query + "&state=s");

        assertThat(fields(header(response, "Location")))
                .containsEntry("error", error)
                .containsEntry("error_description", description)
                .containsEntry("state", "s")
                .doesNotContainKey("code");
    }

    @Test
    void doesWithoutPkceIfAsked() {
        settings("\"pkceRequired\":false");

        assertThat(fields(header(salesforce.authorize(""), "Location"))).containsKey("code");
    }

    @Test
    void tellsOfADenial() {
        Map<String, String> callback = fields(header(
                client.get("/salesforce/services/oauth2/authorize?auto=deny&response_type=code&client_id=" + CLIENT_ID
                        + "&redirect_uri=" + REDIRECT_URI + CHALLENGE),
                "Location"));

        assertThat(callback)
                .containsEntry("error", "access_denied")
                .containsEntry("error_description", "end-user denied authorization");
    }

    @Test
    void needsARegisteredRedirectUriByName() {
        String authorize = "/salesforce/services/oauth2/authorize?auto=allow&response_type=code&client_id=" + CLIENT_ID;

        assertThat(client.get(authorize).body()).contains("missing required parameter: redirect_uri");
        assertThat(client.get(authorize + "&redirect_uri=https://evil.example").body())
                .contains("redirect_uri_mismatch");
        assertThat(client.get("/salesforce/services/oauth2/authorize?client_id=x")
                        .body())
                .contains("invalid_client_id");
    }

    @ParameterizedTest
    @CsvSource({
        "'', unsupported_grant_type, grant type not supported",
        "&grant_type=authorization_code&code=x, invalid_grant, invalid authorization code",
        "&grant_type=refresh_token&refresh_token=x, invalid_grant, expired access/refresh token",
    })
    void refusesWithStatus400(String fields, String error, String description) {
        HttpResponse<String> response = salesforce.token(fields);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("error").asText()).isEqualTo(error);
        assertThat(json(response).path("error_description").asText()).isEqualTo(description);
    }

    @ParameterizedTest
    @CsvSource({
        "client_id=other&client_secret=" + CLIENT_SECRET + ", invalid_client_id",
        "client_id=" + CLIENT_ID + "&client_secret=wrong, invalid_client"
    })
    void authenticatesTheClientEverywhere(String credentials, String error) {
        for (String path : List.of("token", "introspect")) {
            HttpResponse<String> response =
                    client.post("/salesforce/services/oauth2/" + path, credentials + "&token=x");

            assertThat(response.statusCode()).as(path).isEqualTo(400);
            assertThat(json(response).path("error").asText()).as(path).isEqualTo(error);
        }
    }

    @Test
    void authenticatesTheClientByBasicToo() {
        String basic =
                Base64.getEncoder().encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));

        HttpResponse<String> response = client.post(
                "/salesforce/services/oauth2/token",
                "grant_type=client_credentials",
                "Authorization",
                "Basic " + basic);

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void comparesVerifierAndRedirectUri() {
        String grant = "&grant_type=authorization_code&code=";

        assertThat(error(salesforce.token(
                        grant + salesforce.code("") + "&code_verifier=wrong&redirect_uri=" + REDIRECT_URI)))
                .isEqualTo("invalid_grant");
        assertThat(error(salesforce.token(grant + salesforce.code("") + "&code_verifier=" + SalesforceClient.VERIFIER)))
                .isEqualTo("redirect_uri_mismatch");
    }

    @Test
    void redeemsACodeForFifteenMinutes() {
        String inTime = salesforce.code("");
        String late = salesforce.code("");

        clock.forward(Duration.ofMinutes(15).minusSeconds(1));
        assertThat(salesforce.redeem(inTime).statusCode()).isEqualTo(200);
        clock.forward(Duration.ofSeconds(1));
        assertThat(json(salesforce.redeem(late)).path("error_description").asText())
                .isEqualTo("expired authorization code");
    }

    @Test
    void endsWhatACodeBroughtWhenItComesTwice() {
        String code = salesforce.code(SCOPES);
        JsonNode tokens = json(salesforce.redeem(code));

        assertThat(error(salesforce.redeem(code))).isEqualTo("invalid_grant");

        assertThat(works(tokens)).isFalse();
        assertThat(error(salesforce.refresh(tokens))).isEqualTo("invalid_grant");
    }

    @Test
    void endsASessionWithoutHavingToldWhen() {
        settings("\"sessionSeconds\":60");
        JsonNode tokens = salesforce.connect(SCOPES);
        long until = salesforce.introspect(tokens, "access_token").path("exp").asLong();

        assertThat(until).isEqualTo(clock.instant().getEpochSecond() + 60);
        clock.forward(Duration.ofSeconds(59));
        assertThat(works(tokens)).isTrue();
        clock.forward(Duration.ofSeconds(1));

        HttpResponse<String> response = salesforce.get(ANY_DATA, tokens);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).at("/0/errorCode").asText()).isEqualTo("INVALID_SESSION_ID");
        assertThat(salesforce.introspect(tokens, "access_token")).hasToString("{\"active\":false}");
    }

    @Test
    void introspectsBothKindsOfTokens() {
        JsonNode tokens = salesforce.connect(SCOPES);

        JsonNode access = salesforce.introspect(tokens, "access_token");
        JsonNode refresh = salesforce.introspect(tokens, "refresh_token");

        assertThat(access.path("active").asBoolean()).isTrue();
        assertThat(access.path("token_type").asText()).isEqualTo("access_token");
        assertThat(access.path("username").asText()).isEqualTo("wile@acme.example");
        assertThat(access.path("sub")).isEqualTo(tokens.path("id"));
        assertThat(access.path("client_id").asText()).isEqualTo(CLIENT_ID);
        assertThat(access.path("scope").asText()).isEqualTo("api refresh_token");
        assertThat(access.path("exp").asLong() - access.path("iat").asLong())
                .isEqualTo(Duration.ofHours(2).toSeconds());
        assertThat(refresh.path("token_type").asText()).isEqualTo("refresh_token");
    }

    @Test
    void rotatesRefreshTokens() {
        JsonNode first = salesforce.connect(SCOPES);

        JsonNode second = json(salesforce.refresh(first));

        assertThat(second.path("refresh_token").asText())
                .startsWith("5Aep861")
                .isNotEqualTo(first.path("refresh_token").asText());
        assertThat(second.path("instance_url")).isEqualTo(first.path("instance_url"));
        assertThat(works(second)).isTrue();
        assertThat(works(first)).as("the old session goes on to its end").isTrue();
    }

    /** Source: help.salesforce.com, "Force one-time-use Refresh Tokens". */
    @Test
    void endsTheWholeFamilyWhenAnOldRefreshTokenComesAgain() {
        JsonNode first = salesforce.connect(SCOPES);
        JsonNode second = json(salesforce.refresh(first));
        JsonNode third = json(salesforce.refresh(second));
        JsonNode stranger = salesforce.connect(SCOPES);

        assertThat(error(salesforce.refresh(first))).isEqualTo("invalid_grant");

        assertThat(works(first) || works(second) || works(third)).isFalse();
        assertThat(error(salesforce.refresh(third))).isEqualTo("invalid_grant");
        assertThat(works(stranger)).as("another consent of the same person").isTrue();
    }

    @Test
    void keepsTheRefreshTokenWithoutRotation() {
        settings("\"refreshTokenRotation\":false");
        JsonNode first = salesforce.connect(SCOPES);

        JsonNode second = json(salesforce.refresh(first));

        assertThat(second.has("refresh_token")).isFalse();
        assertThat(salesforce.refresh(first).statusCode()).isEqualTo(200);
        assertThat(works(second)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void forgetsARefreshTokenThatRestsTooLong(boolean rotation) {
        settings("\"refreshTokenRotation\":" + rotation);
        JsonNode used = salesforce.connect(SCOPES);
        JsonNode resting = salesforce.connect(SCOPES);

        clock.forward(Duration.ofDays(29));
        JsonNode usedLater = json(salesforce.refresh(used));
        clock.forward(Duration.ofDays(1));

        assertThat(error(salesforce.refresh(resting))).isEqualTo("invalid_grant");
        assertThat(salesforce.refresh(rotation ? usedLater : used).statusCode()).isEqualTo(200);
    }

    /** Source: help.salesforce.com, "Application Access Request Approved". */
    @Test
    void endsTheOldestOfMoreThanFiveApprovals() {
        List<JsonNode> approvals = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            approvals.add(salesforce.connect(SCOPES));
        }

        assertThat(works(approvals.get(0))).isFalse();
        assertThat(error(salesforce.refresh(approvals.get(0)))).isEqualTo("invalid_grant");
        assertThat(approvals.subList(1, 6)).allMatch(this::works);
    }

    @Test
    void revokesAnAccessTokenAlone() {
        JsonNode tokens = salesforce.connect(SCOPES);

        assertThat(salesforce.revoke(tokens, "access_token").statusCode()).isEqualTo(200);

        assertThat(works(tokens)).isFalse();
        assertThat(salesforce.refresh(tokens).statusCode()).isEqualTo(200);
    }

    @Test
    void revokesARefreshTokenWithItsSessions() {
        JsonNode tokens = salesforce.connect(SCOPES);
        JsonNode later = json(salesforce.refresh(tokens));

        assertThat(salesforce.revoke(later, "refresh_token").statusCode()).isEqualTo(200);

        assertThat(works(tokens) || works(later)).isFalse();
        HttpResponse<String> again = salesforce.revoke(later, "refresh_token");
        assertThat(again.statusCode()).isEqualTo(400);
        assertThat(error(again)).isEqualTo("invalid_token");
    }

    @Test
    void revokesByGetToo() {
        JsonNode tokens = salesforce.connect(SCOPES);

        client.get("/salesforce/services/oauth2/revoke?token="
                + tokens.path("refresh_token").asText());

        assertThat(works(tokens)).isFalse();
    }

    @Test
    void tellsWhoTheUserIs() {
        JsonNode tokens = salesforce.connect(SCOPES);

        JsonNode user = json(salesforce.get("/services/oauth2/userinfo", tokens));

        assertThat(user.path("organization_id").asText())
                .startsWith("00D5g000004Acme")
                .hasSize(18);
        assertThat(user.path("sub")).isEqualTo(tokens.path("id"));
        assertThat(user.path("user_id").asText()).startsWith("005").hasSize(18);
        assertThat(user.path("name").asText()).isEqualTo("Wile Coyote");
        assertThat(user.path("email").asText()).isEqualTo("wile@acme.example");
        assertThat(user.at("/urls/rest").asText())
                .isEqualTo("https://acme.my.salesforce.com/services/data/v{version}/");
        String identity = tokens.path("id").asText().substring("https://login.salesforce.com".length());
        assertThat(json(salesforce.get(identity, tokens)).path("username").asText())
                .isEqualTo("wile@acme.example");
        assertThat(salesforce.get("/id/00D/005", tokens).statusCode()).isEqualTo(404);
    }

    /** Source: help.salesforce.com, "Identity URLs". */
    @Test
    void refusesABadTokenAtUserInfoInABareWord() {
        HttpResponse<String> missing = client.get("/salesforce/services/oauth2/userinfo");
        HttpResponse<String> bad = client.get("/salesforce/services/oauth2/userinfo", "Authorization", "Bearer x");

        assertThat(missing.statusCode()).isEqualTo(403);
        assertThat(missing.body()).isEqualTo("Missing_OAuth_Token");
        assertThat(bad.statusCode()).isEqualTo(403);
        assertThat(bad.body()).isEqualTo("Bad_OAuth_Token");
    }

    @Test
    void givesTheAppATokenOfItsOwn() {
        JsonNode own = json(salesforce.token("&grant_type=client_credentials"));

        assertThat(own.has("refresh_token")).isFalse();
        assertThat(own.path("scope").asText()).isEqualTo("api");
        assertThat(works(own)).isTrue();
        settings("\"clientCredentials\":false");
        assertThat(error(salesforce.token("&grant_type=client_credentials"))).isEqualTo("invalid_grant");
    }

    private void settings(String members) {
        assertThat(client.post("/_admin/settings", "{\"salesforce\":{" + members + "}}")
                        .statusCode())
                .isEqualTo(200);
    }

    private boolean works(JsonNode tokens) {
        return salesforce.get(ANY_DATA, tokens).statusCode() == 200;
    }

    private static String error(HttpResponse<String> response) {
        return json(response).path("error").asText();
    }

    private static String mac(String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(CLIENT_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
