package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.connections.testing.Surroundings;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

/** Each built-in provider with what is peculiar about it. */
@ServiceTest
class ProvidersIT {
    private static final String CALENDAR = "https://www.googleapis.com/auth/calendar.readonly";
    private static final String DRIVE = "https://www.googleapis.com/auth/drive.readonly";

    private final Imitation google = new Imitation("google");
    private final Imitation slack = new Imitation("slack");
    private final Imitation stripe = new Imitation("stripe");
    private final Imitation salesforce = new Imitation("salesforce");

    @AfterEach
    void cleanUp() {
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @ParameterizedTest
    @CsvSource({
        "github,octocat,583231",
        "google,ada@example.com,110248495921238986420",
        "slack,sue@softball.example,T012SOFTB",
        "stripe,anvils@acme.example,acct_1SandboxAcmeAnvils",
        "salesforce,wile@acme.example,00D"
    })
    void connectsAndDisconnects(String provider, String login, String account) {
        String id = connect(provider, login, "");

        JsonObject connection = connection(id);
        assertThat(connection.getString("status")).isEqualTo("ACTIVE");
        assertThat(connection.getJsonObject("account").getString("id")).startsWith(account);
        assertThat(connection.getJsonObject("account").getString("name")).isNotBlank();
        assertThat(connection.getJsonObject("scopes").getJsonArray("missing")).isEmpty();
        Api.user("alice").delete("/api/connections/" + id);
        Eventually.holds(
                () -> assertThat(connection(id).getString("revocation")).isEqualTo("done"));
    }

    @Test
    void asksGoogleForConsentAsLongAsNoRefreshTokenIsHeld() {
        Browser alice = Browser.of("alice");
        Reply first = alice.get("/api/connect/google");
        assertThat(first.parameters()).containsEntry("prompt", "consent").containsEntry("access_type", "offline");
        String id =
                alice.get(alice.comeBack(first, "ada@example.com")).parameters().get("connection");

        Reply again = alice.get("/api/connect/google?connection=" + id);

        assertThat(again.parameters()).doesNotContainKey("prompt");
    }

    /** Google sends a refresh token once. Losing it would end the connection with the access token. */
    @Test
    void keepsTheRefreshTokenThatGoogleDoesNotSendAgain() {
        String id = connect("google", "ada@example.com", "");

        connect("google", "ada@example.com", "?connection=" + id);

        Reply again = Browser.of("alice").get("/api/connect/google?connection=" + id);
        assertThat(again.parameters()).doesNotContainKey("prompt");
        assertThat(google.requests("/revoke")).isEmpty();
    }

    @Test
    void showsWhatAPersonDidNotGrant() {
        Browser alice = Browser.of("alice");
        Reply toGoogle = alice.get("/api/connect/google?scopes=" + DRIVE + "," + CALENDAR);

        String id = alice.get(alice.comeBack(toGoogle, "ada@example.com", DRIVE))
                .parameters()
                .get("connection");

        JsonObject scopes = connection(id).getJsonObject("scopes");
        assertThat(scopes.getJsonArray("granted")).contains(DRIVE).doesNotContain(CALENDAR);
        assertThat(scopes.getJsonArray("missing")).containsExactly(CALENDAR);
        assertThat(alice.get("/settings/integrations").body()).contains(CALENDAR);
    }

    @Test
    void asksForWhatIsHeldAndMore() {
        String id = connect("google", "ada@example.com", "?scopes=" + DRIVE);
        Browser alice = Browser.of("alice");

        Reply toGoogle = alice.get("/api/connect/google?connection=" + id + "&scopes=" + CALENDAR);
        alice.get(alice.comeBack(toGoogle, "ada@example.com"));

        assertThat(toGoogle.parameters().get("scope")).contains(DRIVE).contains(CALENDAR);
        assertThat(connection(id).getJsonObject("scopes").getJsonArray("granted"))
                .contains(DRIVE, CALENDAR);
    }

    @Test
    void refusesAnIdTokenThatProvesNothingAndGivesTheTokensBack() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("invalid", "idTokenSignature");
        settings.put("none", "idTokenSignature");
        settings.put("{\"nonce\":\"another\"}", "idTokenClaims");
        settings.put("{\"aud\":\"another-client\"}", "idTokenClaims");
        settings.put("{\"iss\":\"https://evil.example\"}", "idTokenClaims");
        settings.put("{\"exp\":1700000000}", "idTokenClaims");
        settings.put("{\"sub\":\"103547991597142817347\"}", "idTokenClaims");
        Browser alice = Browser.of("alice");

        settings.forEach((value, setting) -> {
            google.set("idTokenSignature", "valid");
            google.set("idTokenClaims", new JsonObject());
            google.set((String) setting, value.startsWith("{") ? new JsonObject(value) : value);

            Reply callback = alice.connect("google", "ada@example.com", "");

            assertThat(callback.parameters()).as(value).isEqualTo(Map.of("error", "exchange_failed"));
        });
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
        // Google ends all tokens of the account with the first.
        Eventually.holds(() -> assertThat(google.requests("/revoke")).isNotEmpty());
    }

    @Test
    void holdsSlacksTwoTokensApart() {
        String id = connect("slack", "sue@softball.example", "?scopes.user=search:read,users:read");

        JsonObject scopes = connection(id).getJsonObject("scopes");
        assertThat(scopes.getJsonArray("granted")).contains("chat:write");
        assertThat(scopes.getJsonObject("slots").getJsonObject("user").getJsonArray("granted"))
                .containsExactlyInAnyOrder("search:read", "users:read");
        assertThat(scopes.getJsonObject("slots").getJsonObject("user").getJsonArray("missing"))
                .isEmpty();
        Api.user("alice").delete("/api/connections/" + id);
        Eventually.holds(
                () -> assertThat(connection(id).getString("revocation")).isEqualTo("done"));
        assertThat(slack.requests("/api/auth.revoke")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "slack,sue@softball.example,U012SUEXX,bob@softball.example",
        "salesforce,wile@acme.example,005,bugs@acme.example"
    })
    void isAuthorizedAgainByTheSamePersonOfTheAccountAlone(
            String provider, String login, String person, String colleague) {
        String id = connect(provider, login, "");
        JsonObject account = connection(id).getJsonObject("account");

        Reply other = Browser.of("alice").connect(provider, colleague, "?connection=" + id);

        assertThat(other.parameters()).isEqualTo(Map.of("error", "account_mismatch"));
        assertThat(account.getString("person")).startsWith(person);
        assertThat(connection(id).getJsonObject("account")).isEqualTo(account);
        connect(provider, login, "?connection=" + id);
        assertThat(connect(provider, colleague, "")).isEqualTo(id);
        assertThat(connection(id).getJsonObject("account").getString("person"))
                .isNotEqualTo(account.getString("person"));
    }

    @Test
    void asksForNoMoreThanASlotMayHave() {
        assertThat(Browser.of("alice")
                        .get("/api/connect/slack?scopes.user=admin")
                        .status())
                .isEqualTo(400);
        assertThat(Browser.of("alice")
                        .get("/api/connect/slack?scopes.nobody=chat:write")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void takesSlacksNoForANoThoughItComesWithAnOk() {
        slack.answers("/api/auth.test", 200, "application/json", "{\"ok\":false,\"error\":\"invalid_auth\"}");

        Reply callback = Browser.of("alice").connect("slack", "sue@softball.example", "");

        assertThat(callback.parameters()).containsExactlyEntriesOf(Map.of("error", "exchange_failed"));
        Eventually.holds(() -> assertThat(slack.requests("/api/auth.revoke")).hasSize(1));
    }

    @Test
    void asksStripeAsThePlatformForTheAccount() {
        connect("stripe", "sushi@kanda.example", "");

        JsonObject asked = stripe.requests("/v1/account").getJsonObject(0);
        assertThat(asked.getJsonObject("headers").encode())
                .contains("acct_1SandboxKandaSushi")
                .contains(Surroundings.CLIENT_SECRET);
    }

    @Test
    void handsOutThePlatformsKeyForTheAccountThatTheGrantProved() {
        String id = connect("stripe", "sushi@kanda.example", "");

        JsonObject credential = Api.proxyFor("acme")
                .get("/internal/connections/" + id + "/credentials")
                .json();

        assertThat(credential.getString("accessToken")).isEqualTo(Surroundings.CLIENT_SECRET);
        assertThat(credential.getJsonObject("values").getString("stripe_user_id"))
                .isEqualTo("acct_1SandboxKandaSushi");
    }

    @Test
    void connectsAnOrgWithALoginUrlOfItsOwn() {
        String id = connect("salesforce", "wile@acme.example", "?input.login_url=https://acme.my.salesforce.com");

        assertThat(connection(id).getJsonObject("inputs").getMap())
                .containsExactlyEntriesOf(Map.of("login_url", "https://acme.my.salesforce.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input.login_url=https://evil.example",
                "input.login_url=https://acme.my.salesforce.com.evil.example",
                "input.login_url=http://acme.my.salesforce.com",
                "input.login_url=https://user@acme.my.salesforce.com",
                "input.login_url=https://acme.my.salesforce.com:8443",
                "input.login_url=https://acme.my.salesforce.com/path",
                "input.login_url=",
                "input.other=x"
            })
    void refusesAnInputThatLeadsElsewhere(String query) {
        Reply refused = Browser.of("alice").get("/api/connect/salesforce?" + query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).startsWith("inputs: ").doesNotContain("evil");
    }

    @Test
    void refusesAnInputThatComesTwice() {
        assertThat(Browser.of("alice")
                        .get("/api/connect/salesforce?input.login_url=https://login.salesforce.com"
                                + "&input.login_url=https://test.salesforce.com")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void doesNotChangeTheInputsOfAConnection() {
        String id = connect("salesforce", "wile@acme.example", "?input.login_url=https://acme.my.salesforce.com");
        Browser alice = Browser.of("alice");

        assertThat(alice.get("/api/connect/salesforce?connection=" + id).location())
                .hasHost(URI.create(Browser.setting("test.sandbox.url")).getHost());
        assertThat(alice.get("/api/connect/salesforce?connection=" + id
                                + "&input.login_url=https://test.salesforce.com")
                        .status())
                .isEqualTo(400);
    }

    /** An instance_url elsewhere would have every token of the connection sent there. */
    @Test
    void refusesAnInstanceUrlThatPointsElsewhereAndGivesTheTokensBack() {
        List<String> elsewhere = List.of(
                "https://evil.example",
                "https://acme.my.salesforce.com.evil.example",
                "https://acme.my.salesforce.com@evil.example",
                "http://acme.my.salesforce.com",
                "https://acme.my.salesforce.com:8443",
                "https://169.254.169.254",
                "//acme.my.salesforce.com",
                "javascript:alert(1)",
                "");
        Browser alice = Browser.of("alice");

        elsewhere.forEach(instance -> {
            JsonObject answer = new JsonObject()
                    .put("access_token", "00Dxx!token")
                    .put("refresh_token", "5Aep861.refresh")
                    .put("instance_url", instance)
                    .put("id", "https://login.salesforce.com/id/00Dxx/005xx");
            salesforce.answers("/services/oauth2/token", 200, "application/json", answer.encode());

            Reply callback = alice.connect("salesforce", "wile@acme.example", "");

            assertThat(callback.parameters()).as(instance).isEqualTo(Map.of("error", "exchange_failed"));
        });
        assertThat(salesforce.requests("/services/oauth2/userinfo")).isEmpty();
        Eventually.holds(
                () -> assertThat(salesforce.requests("/services/oauth2/revoke")).hasSize(elsewhere.size()));
        assertThat(salesforce.requests("/services/oauth2/revoke").encode()).contains("5Aep861.refresh");
    }

    @Test
    void sendsEveryProviderItsOwnExactRedirectUri() {
        for (String provider : List.of("github", "google", "slack", "stripe", "salesforce")) {
            assertThat(Browser.of("alice").get("/api/connect/" + provider).parameters())
                    .containsEntry("redirect_uri", Browser.setting("CONSOLE_URL") + "/api/auth/callback/" + provider);
        }
    }

    private static String connect(String provider, String login, String query) {
        Reply callback = Browser.of("alice").connect(provider, login, query);
        assertThat(callback.parameters()).containsEntry("success", "true");
        return callback.parameters().get("connection");
    }

    private static JsonObject connection(String id) {
        return Api.user("alice").get("/api/connections/" + id).json();
    }
}
