package org.integrationstack.sandbox.github;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.GitHubClient;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class RestApiTest extends SandboxTestBase {
    private static final String REPOSITORY = "/repos/octocat/Hello-World";
    private static final String ISSUES = REPOSITORY + "/issues";
    private static final String CONTENTS = REPOSITORY + "/contents/";

    private GitHubClient github;
    private String token;

    @BeforeEach
    void connect() {
        github = new GitHubClient(client);
        token = github.token("repo");
    }

    @Test
    void saysWhoTheTokenBelongsTo() {
        HttpResponse<String> response = github.get("/user", token);

        assertThat(json(response).path("id").asLong()).isEqualTo(583231);
        assertThat(json(response).path("login").asText()).isEqualTo("octocat");
        assertThat(json(response).path("name").asText()).isEqualTo("The Octocat");
        assertThat(json(response).path("email").isNull()).isTrue();
        assertThat(header(response, "X-OAuth-Scopes")).isEqualTo("repo");
        assertThat(header(response, "X-GitHub-Request-Id")).matches("[0-9A-F]{4}(:[0-9A-F]{6,7}){4}");
        assertThat(header(response, "Content-Type")).isEqualTo("application/json; charset=utf-8");
    }

    @Test
    void showsPrivatePartsOfAProfileWithTheScopeUserOnly() {
        assertThat(json(github.get("/user", token)).has("two_factor_authentication"))
                .isFalse();
        assertThat(json(github.get("/user", github.token("user"))).has("two_factor_authentication"))
                .isTrue();
    }

    @Test
    void takesBothAuthorizationSchemes() {
        assertThat(client.get("/github/user", "Authorization", "token " + token).statusCode())
                .isEqualTo(200);
        assertThat(client.get("/github/user", "Authorization", "bearer " + token)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer gho_unknown", "Bearer", "Basic b2N0b2NhdDpw", "gho_unknown"})
    void refusesCredentialsItDoesNotKnow(String authorization) {
        HttpResponse<String> response = client.get("/github" + REPOSITORY, "Authorization", authorization);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).path("message").asText()).isEqualTo("Bad credentials");
        assertThat(json(response).path("documentation_url").asText()).startsWith("https://docs.github.com/");
    }

    @Test
    void asksAnonymousCallersToAuthenticateWhereTheyMust() {
        HttpResponse<String> response = client.get("/github/user");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(json(response).path("message").asText()).isEqualTo("Requires authentication");
        assertThat(client.get("/github" + REPOSITORY).statusCode()).isEqualTo(200);
    }

    @Test
    void requiresAUserAgent() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            socket.getOutputStream()
                    .write("GET /github/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 403").contains("User-Agent header");
        }
    }

    @Test
    void hidesEmailAddressesWithoutTheScope() {
        assertThat(github.get("/user/emails", token).statusCode()).isEqualTo(404);
        JsonNode emails = json(github.get("/user/emails", github.token("user:email")));

        assertThat(emails.path(0).path("email").asText()).isEqualTo("octocat@github.com");
        assertThat(emails.path(0).path("primary").asBoolean()).isTrue();
        assertThat(github.get("/user/emails", github.token("user")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void hidesPrivateRepositoriesFromOthersAndFromNarrowTokens() {
        String garden = "/repos/octocat/secret-garden";

        assertThat(github.get(garden, token).statusCode()).isEqualTo(200);
        assertThat(github.get(garden, github.token("public_repo")).statusCode()).isEqualTo(404);
        assertThat(github.get(garden, github.token("repo", "monalisa")).statusCode())
                .isEqualTo(404);
        assertThat(client.get("/github" + garden).statusCode()).isEqualTo(404);
        assertThat(json(github.get("/user/repos", token))).hasSize(5);
        assertThat(json(github.get("/user/repos", github.token("")))).hasSize(4);
    }

    @Test
    void answersUnknownPathsAsGitHubDoes() {
        HttpResponse<String> response = github.get("/nothing/here", token);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).path("message").asText()).isEqualTo("Not Found");
        assertThat(github.get("/repos/octocat/unknown", token).statusCode()).isEqualTo(404);
        assertThat(github.get(ISSUES + "/one", token).statusCode()).isEqualTo(404);
    }

    @Test
    void answers304ToWhoHasTheAnswerAndChargesNothing() {
        HttpResponse<String> first = github.get(REPOSITORY, token);
        String tag = header(first, "ETag");

        HttpResponse<String> again = github.get(REPOSITORY, token, "If-None-Match", tag);

        assertThat(tag).matches("W/\"[0-9a-f]{64}\"");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(header(again, "ETag")).isEqualTo(tag);
        assertThat(header(again, "x-ratelimit-used")).isEqualTo(header(first, "x-ratelimit-used"));
        github.call("POST", ISSUES, "{\"title\":\"Changes it\"}", token);
        assertThat(github.get(REPOSITORY, token, "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void saysHowItsAnswersMayBeCached() {
        HttpResponse<String> own = github.get(REPOSITORY, token);

        assertThat(header(own, "Cache-Control")).isEqualTo("private, max-age=60, s-maxage=60");
        assertThat(header(own, "Vary")).contains("Authorization", "Accept");
        assertThat(header(client.get("/github" + REPOSITORY), "Cache-Control")).startsWith("public");
        assertThat(header(github.get("/nothing", token), "Cache-Control")).isNull();
    }

    @Test
    void answersHeadWithoutABody() {
        HttpResponse<String> head = github.call("HEAD", REPOSITORY, null, token);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "ETag")).isEqualTo(header(github.get(REPOSITORY, token), "ETag"));
    }

    @Test
    void linksToTheOtherPagesAtItsRealAddress() {
        HttpResponse<String> middle = github.get("/user/repos?per_page=2&page=2&sort=x%20y", token);

        assertThat(json(middle)).hasSize(2);
        assertThat(header(middle, "Link"))
                .isEqualTo("<https://api.github.com/user/repos?per_page=2&page=1&sort=x+y>; rel=\"prev\", "
                        + "<https://api.github.com/user/repos?per_page=2&page=3&sort=x+y>; rel=\"next\", "
                        + "<https://api.github.com/user/repos?per_page=2&page=3&sort=x+y>; rel=\"last\", "
                        + "<https://api.github.com/user/repos?per_page=2&page=1&sort=x+y>; rel=\"first\"");
        assertThat(header(github.get("/user/repos?per_page=2&page=3", token), "Link"))
                .doesNotContain("next", "last");
        assertThat(header(github.get("/user/repos", token), "Link")).isNull();
        assertThat(json(github.get("/user/repos?page=9", token))).isEmpty();
    }

    @Test
    void leadsThroughAllPagesByItsLinks() {
        for (int i = 1; i <= 5; i++) {
            github.call("POST", ISSUES, "{\"title\":\"Issue " + i + "\"}", token);
        }
        List<Integer> seen = new ArrayList<>();
        String next = ISSUES + "?per_page=2";
        while (next != null) {
            HttpResponse<String> page = github.get(next, token);
            json(page).forEach(issue -> seen.add(issue.path("number").asInt()));
            next = nextPage(page);
        }

        assertThat(seen).containsExactly(5, 4, 3, 2, 1);
    }

    private static String nextPage(HttpResponse<String> page) {
        Matcher next = Pattern.compile("<https://api\\.github\\.com(/repositories/1296269/issues[^>]*)>; rel=\"next\"")
                .matcher(String.valueOf(header(page, "Link")));
        return next.find() ? next.group(1) : null;
    }

    @Test
    void countsRequestsPerPersonOverAllTheirTokens() {
        client.post("/_admin/settings", "{\"github\":{\"rateLimit\":3}}");
        String second = github.token("");
        String monas = github.token("", "monalisa");

        HttpResponse<String> first = github.get("/user", token);
        github.get("/user", second);
        github.get("/user", token);
        HttpResponse<String> over = github.get("/user", second);

        assertThat(header(first, "x-ratelimit-limit")).isEqualTo("3");
        assertThat(header(first, "x-ratelimit-used")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-remaining")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-resource")).isEqualTo("core");
        assertThat(header(first, "x-ratelimit-reset"))
                .isEqualTo(
                        Long.toString(clock.instant().plus(Duration.ofHours(1)).getEpochSecond()));
        assertThat(over.statusCode()).isEqualTo(403);
        assertThat(header(over, "x-ratelimit-remaining")).isEqualTo("0");
        assertThat(json(over).path("message").asText()).contains("rate limit exceeded for user ID 583231");
        assertThat(github.get("/user", monas).statusCode()).isEqualTo(200);
        assertThat(json(github.get("/rate_limit", token)).at("/rate/remaining").asInt())
                .isZero();
        clock.forward(Duration.ofHours(1));
        assertThat(github.get("/user", token).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesWith429IfSoSet() {
        client.post("/_admin/settings", "{\"github\":{\"rateLimit\":0,\"rateLimitStatus\":429}}");

        assertThat(github.get("/user", token).statusCode()).isEqualTo(429);
    }

    @Test
    void allowsAnonymousCallersLittle() {
        assertThat(header(client.get("/github" + REPOSITORY), "x-ratelimit-limit"))
                .isEqualTo("60");
    }

    @Test
    void keepsIssues() {
        HttpResponse<String> created =
                github.call("POST", ISSUES, "{\"title\":\"Found a bug\",\"body\":\"It bites\"}", token);
        String issue = ISSUES + "/" + json(created).path("number").asText();

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(header(created, "Location")).isEqualTo("https://api.github.com" + issue);
        assertThat(json(github.get(issue, token))).isEqualTo(json(created));
        HttpResponse<String> closed = github.call("PATCH", issue, "{\"title\":\"Fixed\",\"state\":\"closed\"}", token);
        assertThat(json(closed).path("title").asText()).isEqualTo("Fixed");
        assertThat(json(closed).path("body").asText()).isEqualTo("It bites");
        assertThat(json(closed).path("closed_at").asText())
                .isEqualTo(clock.instant().toString());
        assertThat(json(github.get(ISSUES, token))).isEmpty();
        assertThat(json(github.get(ISSUES + "?state=closed", token))).hasSize(1);
        assertThat(json(github.get(ISSUES + "?state=all", token))).hasSize(1);
    }

    @Test
    void keepsComments() {
        github.call("POST", ISSUES, "{\"title\":\"Talk\"}", token);

        HttpResponse<String> comment =
                github.call("POST", ISSUES + "/1/comments", "{\"body\":\"Hello\"}", github.token("repo", "monalisa"));

        assertThat(comment.statusCode()).isEqualTo(201);
        assertThat(json(github.get(ISSUES + "/1/comments", token))
                        .path(0)
                        .at("/user/login")
                        .asText())
                .isEqualTo("monalisa");
        assertThat(json(github.get(ISSUES + "/1", token)).path("comments").asInt())
                .isEqualTo(1);
    }

    @Test
    void letsAuthorsAndOwnersChangeAnIssueAndNobodyElse() {
        String monas = github.token("repo", "monalisa");
        github.call("POST", ISSUES, "{\"title\":\"By the owner\"}", token);
        github.call("POST", ISSUES, "{\"title\":\"By a guest\"}", monas);

        assertThat(github.call("PATCH", ISSUES + "/1", "{\"title\":\"x\"}", monas)
                        .statusCode())
                .isEqualTo(403);
        assertThat(github.call("PATCH", ISSUES + "/2", "{\"title\":\"x\"}", monas)
                        .statusCode())
                .isEqualTo(200);
        assertThat(github.call("PATCH", ISSUES + "/2", "{\"title\":\"y\"}", token)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}|422", "{\"title\":\" \"}|422", "{\"title\":1}|422", "no json|400", "[]|400"})
    void refusesAMalformedIssue(String body, int status) {
        HttpResponse<String> response = github.call("POST", ISSUES, body, token);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).has("errors")).isEqualTo(status == 422);
        assertThat(json(github.get(ISSUES, token))).isEmpty();
    }

    @Test
    void refusesToWriteWithoutAScope() {
        String narrow = github.token("user:email");

        assertThat(github.call("POST", ISSUES, "{\"title\":\"x\"}", narrow).statusCode())
                .isEqualTo(404);
        assertThat(client.post("/github" + ISSUES, "{\"title\":\"x\"}").statusCode())
                .isEqualTo(401);
        assertThat(github.call("PUT", CONTENTS + "a", file("x", null), github.token("repo", "monalisa"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void readsFilesAndDirectories() {
        JsonNode readme = json(github.get(CONTENTS + "README", token));
        JsonNode root = json(github.get(REPOSITORY + "/contents", token));

        assertThat(new String(
                        Base64.getMimeDecoder().decode(readme.path("content").asText()), StandardCharsets.UTF_8))
                .isEqualTo("Hello World!\n");
        assertThat(readme.path("encoding").asText()).isEqualTo("base64");
        assertThat(readme.path("sha").asText())
                .as("what git hash-object says")
                .isEqualTo("980a0d5f19a64b4b30a87d4206aade58726b60e3");
        assertThat(root.findValuesAsText("path")).containsExactly(".github", "README");
        assertThat(root.path(0).path("type").asText()).isEqualTo("dir");
        assertThat(github.get(CONTENTS + "nothing", token).statusCode()).isEqualTo(404);
        assertThat(github.get(CONTENTS + "README?ref=other", token).statusCode())
                .isEqualTo(404);
    }

    @Test
    void writesAFileOnlyOverTheVersionThatTheWriterKnows() {
        String path = CONTENTS + "docs/a%20b.txt";
        HttpResponse<String> created = github.call("PUT", path, file("one", null), token);
        String sha = json(created).at("/content/sha").asText();

        HttpResponse<String> blind = github.call("PUT", path, file("two", null), token);
        HttpResponse<String> updated = github.call("PUT", path, file("two", sha), token);
        HttpResponse<String> stale = github.call("PUT", path, file("three", sha), token);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).at("/content/path").asText()).isEqualTo("docs/a b.txt");
        assertThat(blind.statusCode()).isEqualTo(422);
        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(json(updated).at("/commit/parents/0/sha"))
                .isEqualTo(json(created).at("/commit/sha"));
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(content(path)).isEqualTo("two");
    }

    @Test
    void deletesAFileOnlyInTheVersionThatIsNamed() {
        String sha = json(github.get(CONTENTS + "README", token)).path("sha").asText();

        assertThat(github.call("DELETE", CONTENTS + "README", file("", "wrong"), token)
                        .statusCode())
                .isEqualTo(409);
        assertThat(github.call("DELETE", CONTENTS + "README", file("", sha), token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(github.get(CONTENTS + "README", token).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|{\"message\":\"m\",\"content\":\"YQ=YQ\"}",
                "a|{\"message\":\"m\"}",
                "a|{\"content\":\"YQ==\"}",
                "a/|{\"message\":\"m\",\"content\":\"YQ==\"}"
            })
    void refusesAMalformedFile(String path, String body) {
        assertThat(github.call("PUT", CONTENTS + path, body, token).statusCode())
                .isEqualTo(422);
        assertThat(json(github.get(REPOSITORY + "/contents", token))).hasSize(2);
    }

    @Test
    void keepsCheckRunsAndFindsThemByCommit() {
        String body = "{\"name\":\"lint\",\"head_sha\":\"abc\",\"external_id\":\"delivery-1\"}";
        HttpResponse<String> created = github.call("POST", REPOSITORY + "/check-runs", body, token);
        github.call("POST", REPOSITORY + "/check-runs", body.replace("lint", "test"), token);
        String run = REPOSITORY + "/check-runs/" + json(created).path("id").asText();

        HttpResponse<String> done = github.call(
                "PATCH", run, "{\"conclusion\":\"success\",\"output\":{\"title\":\"t\",\"summary\":\"s\"}}", token);
        JsonNode found = json(github.get(REPOSITORY + "/commits/abc/check-runs?check_name=lint", token));

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).path("status").asText()).isEqualTo("queued");
        assertThat(json(done).path("status").asText()).isEqualTo("completed");
        assertThat(json(done).at("/output/title").asText()).isEqualTo("t");
        assertThat(found.path("total_count").asInt()).isEqualTo(1);
        assertThat(found.at("/check_runs/0/external_id").asText()).isEqualTo("delivery-1");
        assertThat(json(github.get(run, token))).isEqualTo(json(done));
    }

    /** Source: docs.github.com, "List check runs for a Git reference": {@code filter} is {@code latest} by default. */
    @Test
    void showsTheNewestCheckRunOfANameUnlessAskedForAll() {
        String checkRuns = REPOSITORY + "/commits/abc/check-runs";
        for (String externalId : new String[] {"one", "two"}) {
            github.call(
                    "POST",
                    REPOSITORY + "/check-runs",
                    "{\"name\":\"lint\",\"head_sha\":\"abc\",\"external_id\":\"%s\"}".formatted(externalId),
                    token);
        }

        JsonNode latest = json(github.get(checkRuns, token));
        JsonNode all = json(github.get(checkRuns + "?filter=all", token));

        assertThat(latest.path("total_count").asInt()).isEqualTo(1);
        assertThat(latest.at("/check_runs/0/external_id").asText()).isEqualTo("two");
        assertThat(all.path("total_count").asInt()).isEqualTo(2);
        assertThat(json(github.get(checkRuns + "?filter=all&status=completed", token))
                        .path("total_count")
                        .asInt())
                .isZero();
        assertThat(github.get(checkRuns + "?filter=some", token).statusCode()).isEqualTo(422);
    }

    @Test
    void countsCheckRunsAndDispatchesByWhatTheyAreFor() {
        String run = "{\"name\":\"lint\",\"head_sha\":\"abc\",\"external_id\":\"delivery-1\"}";
        String dispatches = REPOSITORY + "/actions/workflows/ci.yml/dispatches";
        github.call("POST", REPOSITORY + "/check-runs", run, token);
        github.call("POST", REPOSITORY + "/check-runs", run, token);
        github.call("POST", dispatches, "{\"ref\":\"main\",\"inputs\":{\"delivery\":\"1\"}}", token);

        JsonNode effects = json(client.get("/_admin/effects?key=delivery-1"));

        assertThat(effects.at("/counts/check_run")).isEqualTo(json("{\"total\":2,\"distinct\":1}"));
        assertThat(effects.at("/counts/workflow_run")).isEqualTo(json("{\"total\":1,\"distinct\":1}"));
        assertThat(effects.path("items")).hasSize(2);
        assertThat(effects.at("/items/0/detail/name").asText()).isEqualTo("lint");
    }

    @Test
    void listsCommitsNewestFirst() {
        String first =
                json(github.get(REPOSITORY + "/commits", token)).at("/0/sha").asText();

        github.call("PUT", REPOSITORY + "/contents/new", file("x", null), token);
        JsonNode commits = json(github.get(REPOSITORY + "/commits", token));

        assertThat(commits).hasSize(2);
        assertThat(commits.at("/0/commit/message").asText()).isEqualTo("m");
        assertThat(commits.at("/0/parents/0/sha").asText()).isEqualTo(first);
        assertThat(commits.at("/1/parents")).isEmpty();
        assertThat(json(github.get(REPOSITORY + "/commits/main", token))).isEqualTo(commits.path(0));
        assertThat(json(github.get(REPOSITORY + "/commits/" + first, token))).isEqualTo(commits.path(1));
        assertThat(github.get(REPOSITORY + "/commits/abc", token).statusCode()).isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"x\"}",
                "{\"head_sha\":\"abc\"}",
                "{\"name\":\"x\",\"head_sha\":\"abc\",\"status\":\"completed\"}",
                "{\"name\":\"x\",\"head_sha\":\"abc\",\"status\":\"done\"}"
            })
    void refusesAMalformedCheckRun(String body) {
        assertThat(github.call("POST", REPOSITORY + "/check-runs", body, token).statusCode())
                .isEqualTo(422);
        assertThat(json(github.get(REPOSITORY + "/commits/abc/check-runs", token))
                        .path("total_count")
                        .asInt())
                .isZero();
    }

    @Test
    void recordsEveryDispatchOfAWorkflow() {
        String dispatches = REPOSITORY + "/actions/workflows/ci.yml/dispatches";
        String body = "{\"ref\":\"main\",\"inputs\":{\"level\":\"high\"}}";

        assertThat(github.call("POST", dispatches, body, token).statusCode()).isEqualTo(204);
        assertThat(github.call("POST", dispatches, body, token).statusCode()).isEqualTo(204);
        JsonNode runs = json(github.get(REPOSITORY + "/actions/runs", token));

        assertThat(runs.path("total_count").asInt()).isEqualTo(2);
        assertThat(runs.at("/workflow_runs/0/run_number").asInt()).isEqualTo(2);
        assertThat(runs.at("/workflow_runs/0/inputs/level").asText()).isEqualTo("high");
    }

    @ParameterizedTest
    @CsvSource({"ci.yml, {}, 422", "161335, {\"ref\":\"nowhere\"}, 422", "other.yml, {\"ref\":\"main\"}, 404"})
    void refusesADispatchOfNothing(String workflow, String body, int status) {
        String dispatches = REPOSITORY + "/actions/workflows/" + workflow + "/dispatches";

        assertThat(github.call("POST", dispatches, body, token).statusCode()).isEqualTo(status);
    }

    private String content(String path) {
        String encoded = json(github.get(path, token)).path("content").asText();
        return new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private static String file(String content, String sha) {
        String encoded = Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        return "{\"message\":\"m\",\"content\":\"" + encoded + "\"" + (sha == null ? "" : ",\"sha\":\"" + sha + "\"")
                + "}";
    }
}
