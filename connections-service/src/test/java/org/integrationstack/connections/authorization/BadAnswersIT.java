package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.LinkedHashMap;
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
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.Imitation;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

/** A provider that answers as none should: the person hears what happened, and nothing half-made stays. */
@ServiceTest
class BadAnswersIT {
    private static final String TOKENS = "/login/oauth/access_token";
    private static final String JSON = "application/json";

    private final Imitation github = GitHub.SIDE;

    @AfterEach
    void cleanUp() {
        Imitation.resetAll();
        Infrastructure.clean();
    }

    @Test
    void saysThatTheTokenAnswerMadeNoSense() {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("<!doctype html><title>Sign in</title>", "text/html");
        answers.put("", JSON);
        answers.put("[]", JSON);
        answers.put("{\"access_token\":\"a\",\"access_token\":\"b\"}", JSON);
        answers.put("{\"access_token\":\"a\"", JSON);
        answers.put("{\"access_token\":\"a\\r\\nX: y\"}", JSON);
        answers.put("access_token=a&access_token=b", "application/x-www-form-urlencoded");
        Browser alice = Browser.of("alice");

        answers.forEach((body, type) -> {
            github.answers(TOKENS, 200, type, body);

            assertThat(alice.connect("octocat").parameters()).as(body).isEqualTo(Map.of("error", "exchange_failed"));
        });
        assertNothingConnected();
    }

    @Test
    void doesNotHearOutAnEndlessAnswer() {
        github.answersAtLength(TOKENS, JSON, "{\"access_token\":\"a\",\"x\":\"", 2_000_000);

        assertThat(Browser.of("alice").connect("octocat").parameters()).isEqualTo(Map.of("error", "exchange_failed"));
    }

    @ParameterizedTest
    @CsvSource({"truncated,0", "stalled,20000", "slow,20000", "lostResponse,0", "reset,0"})
    void doesNotWaitLongForAnAnswerThatDoesNotCome(String kind, int delay) {
        github.fault(TOKENS, new JsonObject().put("kind", kind).put("delayMs", delay));

        assertThat(Browser.of("alice").connect("octocat").parameters())
                .isEqualTo(Map.of("error", "provider_unavailable"));
        assertNothingConnected();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "99999999999999999999", "1e400", "\"soon\"", "{}", "[]"})
    void doesWithoutALifeThatIsAbsurd(String life) {
        String token = issuedToken();
        github.answers(TOKENS, 200, JSON, "{\"access_token\":\"" + token + "\",\"expires_in\":" + life + "}");

        String id = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(Api.user("alice").get("/api/connections/" + id).json().getString("expiresAt"))
                .isNull();
    }

    @Test
    void readsAnAnswerThatIsAForm() {
        String token = issuedToken();
        github.answers(
                TOKENS, 200, "application/x-www-form-urlencoded", "access_token=" + token + "&scope=repo%2Cgist");

        String id = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(Api.user("alice")
                        .get("/api/connections/" + id)
                        .json()
                        .getJsonObject("scopes")
                        .getJsonArray("granted"))
                .containsExactly("repo", "gist");
    }

    /** The tokens were issued all the same: they are given back. */
    @Test
    void givesTokensBackWhoseAccountIsNotNamed() {
        Map<String, String> answers = new LinkedHashMap<>();
        answers.put("{\"login\":\"octocat\"}", JSON);
        answers.put("{\"id\":null}", JSON);
        answers.put("{\"id\":\" \"}", JSON);
        answers.put("{\"id\":{}}", JSON);
        answers.put("{\"id\":1,\"id\":2}", JSON);
        answers.put("<html>", "text/html");
        answers.put("{\"id\":\"" + "9".repeat(600) + "\"}", JSON);
        Browser alice = Browser.of("alice");

        answers.forEach((body, type) -> {
            github.answers("/user", 200, type, body);

            assertThat(alice.connect("octocat").parameters()).as(body).isEqualTo(Map.of("error", "exchange_failed"));
        });
        assertNothingConnected();
        Eventually.holds(() -> assertThat(github.requests("/applications")).hasSize(answers.size()));
    }

    @Test
    void givesTokensBackWhoseAccountCannotBeAskedFor() {
        github.fails("/user", 503);

        Reply callback = Browser.of("alice").connect("octocat");

        assertThat(callback.parameters()).isEqualTo(Map.of("error", "provider_unavailable"));
        Eventually.holds(() -> assertThat(github.requests("/applications")).hasSize(1));
    }

    @Test
    void saysThatTheProviderReportedAnErrorInWhateverShape() {
        Browser alice = Browser.of("alice");
        Map<String, String> errors = new LinkedHashMap<>();
        errors.put("access_denied", "access_denied");
        errors.put("server_error", "provider_error");
        errors.put("%3Cscript%3Ealert(1)%3C%2Fscript%3E", "provider_error");
        errors.put("", "provider_error");

        errors.forEach((error, code) -> {
            URI back = alice.comeBack(alice.get("/api/connect/github"), "octocat");
            URI failed = URI.create(
                    back.toString().replaceAll("code=[^&]*", "error=" + error + "&error_description=secret-words"));

            Reply callback = alice.get(failed);

            assertThat(callback.parameters()).as(error).isEqualTo(Map.of("error", code));
        });
    }

    private static void assertNothingConnected() {
        assertThat(Api.user("alice").get("/api/connections").items()).isEmpty();
    }

    /** A token of octocat's that is good. */
    private static String issuedToken() {
        String id = Browser.of("bob").connect("octocat").parameters().get("connection");
        return Api.proxyFor("acme")
                .get("/internal/connections/" + id + "/credentials")
                .json()
                .getString("accessToken");
    }
}
