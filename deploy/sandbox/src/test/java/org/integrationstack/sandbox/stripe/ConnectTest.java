package org.integrationstack.sandbox.stripe;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.fields;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

/** Source: docs.stripe.com/connect/oauth-reference. */
class ConnectTest extends SandboxTestBase {
    private static final String ACME = "acct_1SandboxAcmeAnvils";

    private StripeClient stripe;

    @BeforeEach
    void register() {
        stripe = new StripeClient(client, CLIENT_ID, CLIENT_SECRET);
    }

    @Test
    void answersWithTheAccountAndNothingThatExpires() {
        JsonNode tokens = stripe.connect("&scope=read_write");

        assertThat(tokens.path("access_token").asText()).matches("sk_test_[A-Za-z0-9]{48}");
        assertThat(tokens.path("refresh_token").asText()).matches("rt_[A-Za-z0-9]{48}");
        assertThat(tokens.path("stripe_publishable_key").asText()).startsWith("pk_test_");
        assertThat(tokens.path("stripe_user_id").asText()).isEqualTo(ACME);
        assertThat(tokens.path("scope").asText()).isEqualTo("read_write");
        assertThat(tokens.path("token_type").asText()).isEqualTo("bearer");
        assertThat(tokens.path("livemode").isBoolean()).isTrue();
        assertThat(tokens.path("livemode").asBoolean()).isFalse();
        assertThat(tokens.has("expires_in")).isFalse();
    }

    @Test
    void sendsTheScopeBackWithTheCode() {
        Map<String, String> callback = fields(header(stripe.authorize("&scope=read_write&state=s"), "Location"));

        assertThat(callback).containsEntry("scope", "read_write").containsEntry("state", "s");
        assertThat(callback.get("code")).matches("ac_[A-Za-z0-9]{32}");
    }

    @Test
    void readsOnlyUnlessAskedForMore() {
        assertThat(stripe.connect("").path("scope").asText()).isEqualTo("read_only");
    }

    @Test
    void goesToTheFirstRedirectUriUnlessOneIsNamed() {
        assertThat(header(stripe.authorize(""), "Location")).startsWith(REDIRECT_URI + "?");
        assertThat(header(stripe.authorize("&redirect_uri=" + OTHER_REDIRECT_URI), "Location"))
                .startsWith(OTHER_REDIRECT_URI + "?");
        assertThat(stripe.authorize("&redirect_uri=https://evil.example").statusCode())
                .isEqualTo(400);
    }

    @Test
    void refusesOtherScopesAndResponseTypesAtTheRedirectUri() {
        Map<String, String> scope = fields(header(stripe.authorize("&scope=admin"), "Location"));
        Map<String, String> type = fields(
                header(client.get("/stripe/oauth/authorize?response_type=token&client_id=" + CLIENT_ID), "Location"));

        assertThat(scope).containsEntry("error", "invalid_scope");
        assertThat(type).containsEntry("error", "unsupported_response_type");
    }

    @Test
    void tellsOfADenial() {
        HttpResponse<String> response =
                client.get("/stripe/oauth/authorize?auto=deny&response_type=code&client_id=" + CLIENT_ID);

        assertThat(fields(header(response, "Location")))
                .containsEntry("error", "access_denied")
                .containsEntry("error_description", "The user denied your request");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 401, invalid_client, No authentication was provided",
        "client_secret=wrong_secret_key, 401, invalid_client, Invalid API Key provided: ",
        "client_secret=" + CLIENT_SECRET + ", 400, invalid_request, No grant type specified",
        "client_secret=" + CLIENT_SECRET + "&grant_type=password, 400, unsupported_grant_type, Unsupported",
        "client_secret=" + CLIENT_SECRET
                + "&grant_type=authorization_code, 400, invalid_request, No authorization code",
        "client_secret=" + CLIENT_SECRET
                + "&grant_type=authorization_code&code=ac_x, 400, invalid_grant, Authorization code does not exist: ac_x",
        "client_secret=" + CLIENT_SECRET
                + "&grant_type=refresh_token&refresh_token=rt_x, 400, invalid_grant, Refresh token does not exist"
    })
    void refusesATokenRequest(String form, int status, String error, String description) {
        HttpResponse<String> response = client.post("/stripe/oauth/token", form);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).path("error").asText()).isEqualTo(error);
        assertThat(json(response).path("error_description").asText()).startsWith(description);
        assertThat(response.body()).doesNotContain("wrong_secret_key");
    }

    @Test
    void takesThePlatformsKeyInTheHeaderToo() {
        HttpResponse<String> response = client.post(
                "/stripe/oauth/token",
                "grant_type=authorization_code&code=" + stripe.code(""),
                "Authorization",
                "Bearer " + CLIENT_SECRET);

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void redeemsACodeForFiveMinutes() {
        String inTime = stripe.code("");
        String late = stripe.code("");

        clock.forward(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(stripe.redeem(inTime).statusCode()).isEqualTo(200);
        clock.forward(Duration.ofSeconds(1));
        assertThat(json(stripe.redeem(late)).path("error_description").asText())
                .startsWith("Authorization code expired");
    }

    @Test
    void revokesWhatACodeBroughtWhenItComesTwice() {
        String code = stripe.code("");
        JsonNode tokens = json(stripe.redeem(code));

        JsonNode refused = json(stripe.redeem(code));

        assertThat(refused.path("error").asText()).isEqualTo("invalid_grant");
        assertThat(refused.path("error_description").asText())
                .isEqualTo("This authorization code has already been used. "
                        + "All tokens issued with this code have been revoked.");
        assertThat(reads(tokens)).isFalse();
    }

    @Test
    void refreshesToTheSameScopeOrLess() {
        JsonNode tokens = stripe.connect("&scope=read_write");
        String refresh = "&grant_type=refresh_token&refresh_token="
                + tokens.path("refresh_token").asText();

        JsonNode same = json(stripe.token(refresh));
        JsonNode less = json(stripe.token(refresh + "&scope=read_only"));

        assertThat(same.path("scope").asText()).isEqualTo("read_write");
        assertThat(same.path("refresh_token")).isEqualTo(tokens.path("refresh_token"));
        assertThat(same.path("access_token")).isNotEqualTo(tokens.path("access_token"));
        assertThat(less.path("scope").asText()).isEqualTo("read_only");
        assertThat(reads(tokens) && reads(same) && reads(less)).isTrue();
        String narrow = stripe.connect("").path("refresh_token").asText();
        HttpResponse<String> more = stripe.token("&grant_type=refresh_token&scope=read_write&refresh_token=" + narrow);
        assertThat(more.statusCode()).isEqualTo(400);
        assertThat(json(more).path("error").asText()).isEqualTo("invalid_scope");
    }

    @Test
    void endsAllOfAnAccountByDeauthorizingIt() {
        JsonNode first = stripe.connect("");
        JsonNode second = stripe.connect("&scope=read_write");
        JsonNode others = stripe.connect("&login=sushi@kanda.example");

        HttpResponse<String> response = stripe.deauthorize(ACME);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"stripe_user_id\":\"" + ACME + "\"}");
        assertThat(reads(first) || reads(second)).isFalse();
        assertThat(reads(others)).isTrue();
        assertThat(stripe.get("/v1/account", CLIENT_SECRET, "Stripe-Account", ACME)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void losesAnAccountThatDisconnectsAtStripe() {
        JsonNode tokens = stripe.connect("");

        client.post("/_admin/endings", "{\"provider\":\"stripe\"}");

        assertThat(reads(tokens)).isFalse();
        assertThat(stripe.get("/v1/account", CLIENT_SECRET, "Stripe-Account", ACME)
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void cannotDeauthorizeWhatIsNotConnected() {
        HttpResponse<String> again = stripe.deauthorize(ACME);
        HttpResponse<String> others = client.post(
                "/stripe/oauth/deauthorize",
                "client_id=ca_other&client_secret=" + CLIENT_SECRET + "&stripe_user_id=" + ACME);

        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(json(again).path("error").asText()).isEqualTo("invalid_client");
        assertThat(json(again).path("error_description").asText())
                .isEqualTo("This application is not connected to stripe account " + ACME
                        + ", or that account does not exist.");
        assertThat(others.statusCode()).isEqualTo(401);
        assertThat(json(others).path("error_description").asText()).startsWith("No such application");
    }

    private boolean reads(JsonNode tokens) {
        return stripe.get("/v1/account", tokens.path("access_token").asText()).statusCode() == 200;
    }
}
