package org.integrationstack.sandbox.stripe;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class ApiTest extends SandboxTestBase {
    private static final String ACME = "acct_1SandboxAcmeAnvils";
    private static final String KANDA = "acct_1SandboxKandaSushi";
    private static final String RESTRICTED_KEY = "rk_test_1SandboxAcmeAnvils";
    private static final String PAYMENTS = "/v1/payment_intents";

    private StripeClient stripe;
    private String token;

    @BeforeEach
    void connect() {
        stripe = new StripeClient(client, CLIENT_ID, CLIENT_SECRET);
        token = stripe.connect("&scope=read_write").path("access_token").asText();
    }

    /** Source: docs.stripe.com/connect/authentication. */
    @Test
    void actsOnAConnectedAccountWithThePlatformsKey() {
        HttpResponse<String> connected = stripe.get("/v1/account", CLIENT_SECRET, "Stripe-Account", ACME);

        assertThat(json(connected).path("id").asText()).isEqualTo(ACME);
        assertThat(json(connected).at("/settings/dashboard/display_name").asText())
                .isEqualTo("Acme Anvils");
        assertThat(header(connected, "Stripe-Account")).isEqualTo(ACME);
        assertThat(header(connected, "Request-Id")).startsWith("req_");
        assertThat(json(stripe.get("/v1/account", CLIENT_SECRET)).path("id").asText())
                .as("without the header the platform's own")
                .isEqualTo("acct_1SandboxPlatform00");
        assertThat(json(stripe.get("/v1/accounts/" + ACME, CLIENT_SECRET))
                        .path("email")
                        .asText())
                .isEqualTo("anvils@acme.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {KANDA, "acct_unknown"})
    void tellsNothingOfAnAccountThatIsNotConnected(String account) {
        HttpResponse<String> response = stripe.get("/v1/account", CLIENT_SECRET, "Stripe-Account", account);

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("account_invalid");
        assertThat(json(response).at("/error/message").asText()).endsWith("Application access may have been revoked.");
        assertThat(stripe.get("/v1/accounts/" + account, CLIENT_SECRET).statusCode())
                .isEqualTo(403);
    }

    @Test
    void actsWithATokenOnItsAccountAlone() {
        assertThat(json(stripe.get("/v1/account", token)).path("id").asText()).isEqualTo(ACME);
        assertThat(stripe.get("/v1/account", token, "Stripe-Account", ACME).statusCode())
                .isEqualTo(200);
        assertThat(stripe.get("/v1/account", token, "Stripe-Account", KANDA).statusCode())
                .isEqualTo(403);
    }

    @Test
    void readsWithARestrictedKeyOrAnOldScopeAndChangesNothing() {
        String readOnly =
                stripe.connect("&scope=read_only").path("access_token").asText();

        for (String key : List.of(RESTRICTED_KEY, readOnly)) {
            assertThat(json(stripe.get("/v1/account", key)).path("id").asText()).isEqualTo(ACME);
            assertThat(stripe.post(PAYMENTS, "amount=1&currency=usd", key).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void takesAKeyAsTheUserNameOfBasicToo() {
        String basic = Base64.getEncoder().encodeToString((RESTRICTED_KEY + ":").getBytes(StandardCharsets.UTF_8));

        assertThat(client.get("/stripe/v1/account", "Authorization", "Basic " + basic)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void refusesAKeyThatIsNone() {
        HttpResponse<String> none = client.get("/stripe/v1/account");
        HttpResponse<String> wrong = stripe.get("/v1/account", "sk_test_somethingElse");

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(json(none).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(header(none, "WWW-Authenticate")).isEqualTo("Basic realm=\"Stripe\"");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(json(wrong).at("/error/message").asText())
                .startsWith("Invalid API Key provided: sk_")
                .doesNotContain("somethingElse");
    }

    @Test
    void saysThatAKeyHasEnded() {
        stripe.deauthorize(ACME);

        HttpResponse<String> response = stripe.get("/v1/account", token);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("api_key_expired");
    }

    /** Source: docs.stripe.com/api/pagination. */
    @Test
    void listsNewestFirstInPages() {
        JsonNode first = json(stripe.get(PAYMENTS, token));
        JsonNode second = json(stripe.get(PAYMENTS + "?limit=100&starting_after=" + last(first), token));

        assertThat(first.path("object").asText()).isEqualTo("list");
        assertThat(first.path("url").asText()).isEqualTo(PAYMENTS);
        assertThat(first.path("data")).hasSize(10);
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(first.at("/data/0/amount").asInt()).isEqualTo(12_500);
        assertThat(second.path("data")).hasSize(15);
        assertThat(second.path("has_more").asBoolean()).isFalse();
        assertThat(second.at("/data/0/amount").asInt()).isEqualTo(7_500);
        assertThat(json(stripe.get("/v1/customers?limit=12", token))
                        .path("has_more")
                        .asBoolean())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, 400, limit",
        "limit=101, 400, limit",
        "limit=x, 400, limit",
        "starting_after=x, 404, starting_after"
    })
    void namesTheParameterAtFault(String query, int status, String param) {
        HttpResponse<String> response = stripe.get(PAYMENTS + "?" + query, token);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void keepsAccountsApart() {
        stripe.connect("&login=sushi@kanda.example");
        String acmes = json(stripe.get(PAYMENTS, token)).at("/data/0/id").asText();

        HttpResponse<String> response = stripe.get(PAYMENTS + "/" + acmes, CLIENT_SECRET, "Stripe-Account", KANDA);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).at("/error/code").asText()).isEqualTo("resource_missing");
        JsonNode kandas = json(stripe.get(PAYMENTS, CLIENT_SECRET, "Stripe-Account", KANDA));
        assertThat(kandas.at("/data/0/currency").asText()).as("zero-decimal").isEqualTo("jpy");
    }

    @Test
    void createsWhatAFormTells() {
        JsonNode payment = json(stripe.post(PAYMENTS, "amount=990&currency=usd", token));
        JsonNode customer = json(stripe.post("/v1/customers", "name=Ann%20Example", token));

        assertThat(payment.path("status").asText()).isEqualTo("requires_payment_method");
        assertThat(json(stripe.get(PAYMENTS + "/" + payment.path("id").asText(), token))
                        .path("amount")
                        .asInt())
                .isEqualTo(990);
        assertThat(customer.path("name").asText()).isEqualTo("Ann Example");
        assertThat(json(stripe.post(PAYMENTS, "currency=usd", token))
                        .at("/error/code")
                        .asText())
                .isEqualTo("parameter_missing");
    }

    /** Source: docs.stripe.com/api/idempotent_requests. */
    @Test
    void executesARequestOnceForAnIdempotencyKey() {
        HttpResponse<String> first = stripe.post(PAYMENTS, "amount=1&currency=usd", token, "Idempotency-Key", "k");
        HttpResponse<String> again = stripe.post(PAYMENTS, "amount=1&currency=usd", token, "Idempotency-Key", "k");
        HttpResponse<String> other = stripe.post(PAYMENTS, "amount=2&currency=usd", token, "Idempotency-Key", "k");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(header(again, "Idempotent-Replayed")).isEqualTo("true");
        assertThat(header(first, "Idempotent-Replayed")).isNull();
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(json(other).at("/error/type").asText()).isEqualTo("idempotency_error");
        assertThat(json(stripe.get(PAYMENTS + "?limit=100", token)).path("data"))
                .hasSize(26);
    }

    /** Source: docs.stripe.com/rate-limits. */
    @Test
    void refusesMoreThanAllowedInASecond() {
        client.post("/_admin/settings", "{\"stripe\":{\"requestsPerSecond\":2}}");
        stripe.get("/v1/account", token);
        stripe.get("/v1/account", token);

        HttpResponse<String> refused = stripe.get("/v1/account", token);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Stripe-Rate-Limited-Reason")).isEqualTo("global-rate");
        assertThat(header(refused, "Stripe-Should-Retry")).isEqualTo("true");
        assertThat(json(refused).at("/error/code").asText()).isEqualTo("rate_limit");
        clock.forward(Duration.ofSeconds(1));
        assertThat(stripe.get("/v1/account", token).statusCode()).isEqualTo(200);
    }

    @Test
    void knowsNoOtherPaths() {
        assertThat(stripe.get("/v1/unicorns", token).statusCode()).isEqualTo(404);
        assertThat(stripe.get("/v2/account", token).statusCode()).isEqualTo(404);
    }

    private static String last(JsonNode page) {
        JsonNode data = page.path("data");
        return data.path(data.size() - 1).path("id").asText();
    }
}
