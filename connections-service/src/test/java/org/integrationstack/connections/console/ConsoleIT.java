package org.integrationstack.connections.console;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.integrationstack.connections.authorization.CallbackError;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ConsoleIT {
    private static final String PAGE = "/settings/integrations";

    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void asksToSignInFirst() {
        Reply reply = new Browser().get(PAGE);

        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.location().toString()).startsWith(TestIdentity.issuer());
        assertThat(reply.parameters())
                .containsEntry("redirect_uri", Browser.setting("CONSOLE_URL") + "/sign-in")
                .containsEntry("code_challenge_method", "S256")
                .containsKey("nonce");
    }

    @Test
    void showsTheCatalogueConnectionsAndActivity() {
        Browser alice = Browser.of("alice");
        Reply callback = alice.connect("octocat");

        Reply page = alice.follow(callback);

        assertThat(page.body())
                .contains("octocat is connected.")
                .contains("href=\"/api/connect/github\"")
                .contains("Disconnect");
        Eventually.holds(() -> assertThat(alice.get(PAGE).body()).contains("Connected GitHub account octocat"));
    }

    @Test
    void sendsThePageUnderAStrictPolicy() {
        Reply page = Browser.of("alice").get(PAGE);

        assertThat(page.header("content-security-policy"))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe-inline");
        assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(page.header("cache-control")).isEqualTo("no-store");
        assertThat(page.body()).doesNotContain("<script").doesNotContain("style=");
    }

    @ParameterizedTest
    @EnumSource(CallbackError.class)
    void saysInWordsWhatWentWrong(CallbackError error) {
        Reply page = Browser.of("alice").get(PAGE + "?error=" + error.code());

        assertThat(page.body()).contains(error.text());
    }

    @Test
    void repeatsNothingThatSomebodyWroteIntoTheUrl() {
        Reply page = Browser.of("alice").get(PAGE + "?error=%3Cb%3Eevil%3C%2Fb%3E&success=true&connection=evil");

        assertThat(page.body()).doesNotContain("evil").contains("Something went wrong");
    }

    @Test
    void disconnectsFromItsOwnPageOnceItIsConfirmed() {
        Browser alice = Browser.of("alice");
        String id = alice.connect("octocat").parameters().get("connection");
        assertThat(alice.get(PAGE).body())
                .contains("href=\"" + PAGE + "/" + id + "/disconnect\"")
                .doesNotContain("action=\"" + PAGE + "/" + id + "/disconnect\"");
        assertThat(alice.get(PAGE + "/" + id + "/disconnect").body())
                .contains("Disconnect octocat of GitHub?", "action=\"" + PAGE + "/" + id + "/disconnect\"");

        Reply reply = alice.submit(PAGE + "/" + id + "/disconnect");

        assertThat(reply.status()).isEqualTo(303);
        assertThat(alice.follow(reply).body()).contains("octocat of GitHub is disconnected.");
        Eventually.holds(
                () -> assertThat(alice.get(PAGE).body()).contains("Nothing is connected yet", "has taken access back"));
        assertThat(alice.get(PAGE + "?success=true&connection=" + id).body()).doesNotContain("octocat is connected.");
    }

    @Test
    void pausesResumesAndChecks() {
        Browser alice = Browser.of("alice");
        String connection = PAGE + "/" + alice.connect("octocat").parameters().get("connection");

        assertThat(alice.follow(alice.submit(connection + "/pause")).body())
                .contains("octocat of GitHub is paused.", connection + "/resume")
                .doesNotContain(connection + "/check");
        assertThat(alice.follow(alice.submit(connection + "/resume")).body())
                .contains("octocat of GitHub is in use again.", connection + "/pause");
        assertThat(alice.follow(alice.submit(connection + "/check")).body()).contains("octocat of GitHub works.");
        GitHub.SIDE.ends("all");
        assertThat(alice.follow(alice.submit(connection + "/check")).body())
                .contains("Must be reconnected", "GitHub no longer honours", "Reconnect<");
    }

    @Test
    void offersWhatWasNotGranted() {
        Browser alice = Browser.of("alice");
        String readonly = "https://www.googleapis.com/auth/calendar.readonly";
        Reply toGoogle = alice.get("/api/connect/google?scopes=" + readonly);

        Reply page = alice.follow(alice.get(alice.comeBack(toGoogle, "ada@example.com", "openid")));

        assertThat(page.body())
                .contains("not all that was asked for was granted", "Partly granted", "Grant the rest", readonly);
        String rest = between(page.body(), "href=\"(/api/connect/google[^\"]*scopes=[^\"]*)\"");
        assertThat(alice.get(rest.replace("&amp;", "&")).parameters().get("scope"))
                .contains(readonly);
    }

    @Test
    void asksForWhatADefinitionAsksForBeforeTheBrowserLeaves() {
        Browser alice = Browser.of("alice");
        String form = "/settings/connect/salesforce";
        assertThat(alice.get(PAGE).body()).contains("href=\"" + form + "\"");
        assertThat(alice.get(form).body()).contains("name=\"input.login_url\" value=\"https://login.salesforce.com\"");

        Reply elsewhere = alice.get(form + "/sign-in?input.login_url=https://evil.example");
        Reply leaving = alice.get(form + "/sign-in?input.login_url=https://acme.my.salesforce.com&scopes=chatter_api");

        assertThat(elsewhere.status()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("Login URL must be an https URL").doesNotContain("http-equiv");
        String on = between(leaving.body(), "http-equiv=\"refresh\" content=\"0; url=([^\"]*)\"");
        Reply toSalesforce = alice.get(on.replace("&amp;", "&"));
        assertThat(toSalesforce.location()).hasHost("127.0.0.1").hasPath("/salesforce/services/oauth2/authorize");
        assertThat(toSalesforce.parameters().get("scope").split(" ")).contains("api", "refresh_token", "chatter_api");
    }

    @Test
    void connectsByWhatIsEnteredAndShowsNoneOfIt() {
        Browser alice = Browser.of("alice");
        String form = "/settings/connect/stripe/api_key";

        Reply unfit = alice.submit(form, Map.of("once", "a", "credential.api_key", "sk_live_of-the-platform"));
        Reply refused = alice.submit(form, Map.of("once", "b", "credential.api_key", "rk_test_of_nobody"));
        Map<String, String> good = Map.of("once", "c", "credential.api_key", "rk_test_1SandboxAcmeAnvils");
        Reply connected = alice.submit(form, good);
        Reply again = alice.submit(form, good);

        assertThat(unfit.status()).isEqualTo(400);
        assertThat(unfit.body()).contains("aria-invalid").doesNotContain("of-the-platform");
        assertThat(refused.body()).contains("did not accept what you entered").doesNotContain("of_nobody");
        assertThat(alice.follow(connected).body()).contains("is connected.");
        assertThat(again.location()).isEqualTo(connected.location());
    }

    @Test
    void makesAWebhookEndpointAndShowsItsSecretOnce() {
        Browser alice = Browser.of("alice");
        String page = PAGE + "/" + alice.connect("octocat").parameters().get("connection");
        assertThat(alice.get(PAGE).body()).contains("href=\"" + page + "\"");
        assertThat(alice.get(page).body()).contains("is not told yet where to send", "Make an endpoint");

        Map<String, String> form = Map.of("once", "a", "secret", "");
        Reply made = alice.submit(page + "/webhooks", form);

        assertThat(made.status()).isEqualTo(200);
        assertThat(made.header("cache-control")).isEqualTo("no-store");
        String url = between(made.body(), "<code>(https://hooks\\.example/webhooks/github/[0-9a-f-]{36})</code>");
        String secret = between(made.body(), "<code>([0-9a-f]{64})</code>");
        assertThat(alice.submit(page + "/webhooks", form).body()).contains(secret);
        assertThat(alice.get(page).body()).contains(url, "Current secret").doesNotContain(secret);
        assertThat(made.body()).doesNotContain("<script").doesNotContain("style=");
    }

    @Test
    void changesTheSecretOfAnEndpointAndDeletesIt() {
        Browser alice = Browser.of("alice");
        String page = PAGE + "/" + alice.connect("octocat").parameters().get("connection");
        String body = alice.submit(page + "/webhooks", Map.of("once", "a")).body();
        String endpoint = page + "/webhooks/" + between(body, "/webhooks/github/([0-9a-f-]{36})");

        Reply changed = alice.submit(endpoint + "/rotate", Map.of("once", "b", "secret", "", "overlap", "PT1H"));
        Reply unfit = alice.submit(endpoint + "/rotate", Map.of("once", "c", "secret", "two words"));

        assertThat(changed.body()).contains("The secret is changed", "Old secret, good until");
        assertThat(unfit.status()).isEqualTo(400);
        assertThat(unfit.body()).contains("aria-invalid").doesNotContain("two words");
        assertThat(alice.get(endpoint + "/delete").body()).contains("Delete this endpoint?");
        assertThat(alice.follow(alice.submit(endpoint + "/delete")).body()).contains("is not told yet where to send");
    }

    @Test
    void showsNobodyElsesConnection() {
        Browser alice = Browser.of("alice");
        String page = PAGE + "/" + alice.connect("octocat").parameters().get("connection");
        String body = alice.submit(page + "/webhooks", Map.of("once", "a")).body();
        String endpoint = page + "/webhooks/" + between(body, "/webhooks/github/([0-9a-f-]{36})");
        Browser bob = Browser.of("bob");

        assertThat(bob.get(page).status()).isEqualTo(404);
        assertThat(bob.submit(page + "/webhooks", Map.of("once", "b")).status()).isEqualTo(404);
        assertThat(bob.submit(endpoint + "/rotate", Map.of("once", "c")).status())
                .isEqualTo(404);
        bob.submit(endpoint + "/delete");
        assertThat(alice.get(page).body()).contains(endpoint);
    }

    @Test
    void leadsToOlderConnectionsAndKeepsThoseThatEndedApart() {
        Browser alice = Browser.of("alice");
        for (int i = 0; i < 6; i++) {
            alice.submit(PAGE + "/" + alice.connect("octocat").parameters().get("connection") + "/disconnect");
        }

        String newest = alice.get(PAGE).body();
        String older = alice.get(between(newest, "href=\"(/settings/integrations\\?ended=[^\"#]*)"))
                .body();

        assertThat(newest).contains("Nothing is connected yet");
        assertThat(newest.split("class=\"ended\"", -1)).hasSize(6);
        assertThat(older.split("class=\"ended\"", -1)).hasSize(2);
        assertThat(older).contains("Newest").doesNotContain("?ended=");
    }

    @Test
    void showsABrowserWhatWentWrongAsAPage() {
        Browser alice = Browser.of("alice");

        for (String path : List.of("/nowhere", "/api/connect/nowhere")) {
            Reply page = alice.get(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

            assertThat(page.status()).isEqualTo(404);
            assertThat(page.header("content-type")).startsWith("text/html");
            assertThat(page.body()).contains("<h1>", "href=\"/settings/integrations\"");
            assertThat(alice.get(path, "Accept", "*/*").header("content-type")).isEqualTo("application/problem+json");
        }
    }

    @Test
    void takesAFormFromNoOtherSite() {
        Browser alice = Browser.of("alice");
        String id = alice.connect("octocat").parameters().get("connection");
        String path = PAGE + "/" + id + "/disconnect";

        assertThat(alice.post(path, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(alice.post(path, "Sec-Fetch-Site", "same-site").status()).isEqualTo(403);
        assertThat(alice.post(path, "Origin", "https://evil.example").status()).isEqualTo(403);
        assertThat(alice.post(path, "Origin", "null").status()).isEqualTo(403);
        assertThat(alice.post(path).status()).isEqualTo(403);
        assertThat(alice.post(path.replace("/settings", "/%73ettings"), "Sec-Fetch-Site", "same-site")
                        .status())
                .isEqualTo(403);
        assertThat(Api.user("alice").get("/api/connections/" + id).json().getString("status"))
                .isEqualTo("ACTIVE");
    }

    @Test
    void disconnectsNobodyElsesConnection() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(Browser.of("bob").submit(PAGE + "/" + id + "/disconnect").status())
                .isEqualTo(404);
    }

    @Test
    void signsOut() {
        Browser alice = Browser.of("alice");

        alice.submit("/sign-out");

        assertThat(alice.get(PAGE).status()).isEqualTo(302);
    }

    @Test
    void signsInAgainWhenTheSessionIsBroken() {
        Browser alice = Browser.of("alice").spoil("q_session");

        Reply page = alice.get(PAGE);

        assertThat(page.status()).isEqualTo(302);
        assertThat(page.location().toString()).startsWith(TestIdentity.issuer());
    }

    @Test
    void leadsFromTheRootToThePage() {
        assertThat(new Browser().get("/").location()).hasPath(PAGE);
    }

    private static String between(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }
}
