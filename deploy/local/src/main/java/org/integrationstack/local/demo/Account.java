package org.integrationstack.local.demo;

import java.util.List;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An account at a provider that alice connects, and a call that reads from it.
 *
 * @param query what is asked for besides the usual, beginning with a question mark, or empty
 * @param login who consents there
 * @param path of the call, at the provider's API
 * @param seen what a good answer to the call shows; empty if it is not what it should be
 */
record Account(String provider, String query, String login, String path, Function<JsonNode, String> seen) {

    static final Account GITHUB = new Account(
            "github", "", "octocat", "/user/repos", answer -> answer.isArray() ? answer.size() + " repositories" : "");

    /** An organization's, opened by the app's own key once octocat has proven to be in charge of it. */
    static final Account GITHUB_APP = new Account(
            "github-app",
            "?input.account=octo-org",
            "octocat",
            "/installation/repositories",
            answer -> count(answer, "repositories", "repositories"));

    static final Account GOOGLE = new Account(
            "google",
            "?scopes=openid%20email%20https://www.googleapis.com/auth/drive.readonly",
            "ada@example.com",
            "/drive/v3/files",
            answer -> count(answer, "files", "files"));

    /** With a token of the person's beside the bot's. */
    static final Account SLACK = new Account(
            "slack",
            "?scopes.user=users:read",
            "sue@softball.example",
            "/conversations.list",
            answer -> count(answer, "channels", "channels"));

    static final Account STRIPE = new Account(
            "stripe", "", "sushi@kanda.example", "/v1/payment_intents", answer -> count(answer, "data", "payments"));

    static final Account SALESFORCE = new Account(
            "salesforce",
            "",
            "wile@acme.example",
            "/services/data/v60.0/query?q=SELECT+Id+FROM+Contact",
            answer -> answer.hasNonNull("nextRecordsUrl")
                    ? answer.path("totalSize").asText() + " contacts"
                    : "");

    /** Connected when something was told of it already. */
    static final Account MONALISA = new Account("github", "", "monalisa", GITHUB.path, GITHUB.seen);

    static final List<Account> ALL = List.of(GITHUB, GITHUB_APP, GOOGLE, SLACK, STRIPE, SALESFORCE);

    /** What tells it from the others. */
    String label() {
        return equals(MONALISA) ? provider + " (" + login + ")" : provider;
    }

    private static String count(JsonNode answer, String list, String things) {
        return answer.path(list).isEmpty() ? "" : answer.path(list).size() + " " + things;
    }
}
