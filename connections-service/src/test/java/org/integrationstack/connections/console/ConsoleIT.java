package org.integrationstack.connections.console;

import java.util.List;

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
    void disconnectsFromItsOwnPage() {
        Browser alice = Browser.of("alice");
        String id = alice.connect("octocat").parameters().get("connection");

        Reply reply = alice.submit(PAGE + "/" + id + "/disconnect");

        assertThat(reply.status()).isEqualTo(303);
        assertThat(alice.follow(reply).body()).contains("Disconnected");
        assertThat(alice.get(PAGE + "?success=true&connection=" + id).body()).doesNotContain("octocat is connected.");
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
}
