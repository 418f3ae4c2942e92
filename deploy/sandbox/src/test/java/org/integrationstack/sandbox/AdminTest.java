package org.integrationstack.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class AdminTest extends SandboxTestBase {
    private static final String PUBLIC = "/github/repos/octocat/Hello-World";

    @Test
    void saysThatItIsUp() {
        assertThat(json(client.get("/_health")).path("status").asText()).isEqualTo("UP");
    }

    @Test
    void answersUnknownPathsWithAProblem() {
        HttpResponse<String> response = client.get("/gitlab/user");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "Content-Type")).startsWith("application/problem+json");
        assertThat(json(response).path("type").asText()).isEqualTo("urn:integration-stack:problem:not-found");
        assertThat(client.get("/_admin/nothing").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"provider\":\"github\"}",
                "{\"provider\":\"nobody\",\"kind\":\"reset\"}",
                "{\"provider\":\"github\",\"kind\":\"explode\"}",
                "{\"provider\":\"github\",\"kind\":\"slow\"}",
                "{\"provider\":\"github\",\"kind\":\"status\",\"status\":\"503\"}",
                "{\"provider\":\"github\",\"kind\":\"status\",\"status\":200}",
                "{\"provider\":\"github\",\"kind\":\"reset\",\"times\":0}",
                "{\"provider\":\"github\",\"kind\":\"reset\",\"tims\":1}",
                "{\"provider\":\"github\",\"kind\":\"stalled\"}",
                "{\"provider\":\"github\",\"kind\":\"replaced\"}",
                "{\"provider\":\"github\",\"kind\":\"reset\",\"answer\":{}}",
                "{\"provider\":\"github\",\"kind\":\"replaced\",\"answer\":{\"bytes\":9}}",
                "{\"provider\":\"github\",\"kind\":\"replaced\",\"answer\":{\"headers\":{\"A\":1}}}",
                "{\"provider\":\"github\",\"kind\":\"replaced\",\"answer\":{\"text\":\"\"}}"
            })
    void refusesAMalformedFaultAndAddsNone(String body) {
        HttpResponse<String> response = client.post("/_admin/faults", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("detail").asText()).isNotEmpty();
        assertThat(json(client.get("/_admin/faults")).path("items")).isEmpty();
    }

    @Test
    void failsAsOftenAsAskedThenNoMore() {
        fault("\"kind\":\"status\",\"status\":502,\"times\":2,\"retryAfterSeconds\":7");

        HttpResponse<String> first = client.get(PUBLIC);
        HttpResponse<String> second = client.get(PUBLIC);

        assertThat(first.statusCode()).isEqualTo(502);
        assertThat(header(first, "Retry-After")).isEqualTo("7");
        assertThat(json(first).path("message").asText()).isEqualTo("Server Error");
        assertThat(second.statusCode()).isEqualTo(502);
        assertThat(client.get(PUBLIC).statusCode()).isEqualTo(200);
    }

    @Test
    void failsOnlyTheMethodAndPathThatAreNamed() {
        fault("\"kind\":\"status\",\"method\":\"GET\",\"path\":\"/repos/octocat/Hello-World\"");

        assertThat(client.get("/github/repos/octocat/Spoon-Knife").statusCode()).isEqualTo(200);
        assertThat(client.send("DELETE", PUBLIC, null).statusCode()).isEqualTo(404);
        assertThat(client.get(PUBLIC + "/issues").statusCode()).isEqualTo(503);
    }

    @Test
    void failsUntilTheFaultIsRemoved() {
        String id = fault("\"kind\":\"status\"").path("id").asText();
        assertThat(client.get(PUBLIC).statusCode()).isEqualTo(503);
        assertThat(client.get(PUBLIC).statusCode()).isEqualTo(503);

        assertThat(client.send("DELETE", "/_admin/faults/" + id, null).statusCode())
                .isEqualTo(204);

        assertThat(client.get(PUBLIC).statusCode()).isEqualTo(200);
        assertThat(client.send("DELETE", "/_admin/faults/" + id, null).statusCode())
                .isEqualTo(404);
    }

    @Test
    void answersLate() {
        fault("\"kind\":\"slow\",\"delayMs\":300,\"times\":1");
        long start = System.nanoTime();

        HttpResponse<String> response = client.get(PUBLIC);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void resetsTheConnection() throws IOException {
        fault("\"kind\":\"reset\",\"times\":1");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            socket.getOutputStream()
                    .write(("GET " + PUBLIC + " HTTP/1.1\r\nHost: x\r\nUser-Agent: t\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            assertThatThrownBy(answer::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
        assertThat(lastRequest().path("fault").asText()).isEqualTo("reset");
        assertThat(lastRequest().path("status").isNull()).isTrue();
    }

    @Test
    void losesTheAnswerButKeepsTheEffect() {
        String token = new GitHubClient(client).token("repo");
        fault("\"kind\":\"lostResponse\",\"method\":\"POST\",\"path\":\"/repos/\",\"times\":1");

        assertThatThrownBy(() -> client.exchange(
                        "POST", PUBLIC + "/issues", "{\"title\":\"Lost\"}", "Authorization", "Bearer " + token))
                .isInstanceOf(IOException.class);

        assertThat(lastRequest().path("status").asInt()).isEqualTo(201);
        assertThat(json(client.get(PUBLIC + "/issues")).path(0).path("title").asText())
                .isEqualTo("Lost");
    }

    @Test
    void answersWhatATestDictates() {
        String twice = "{\\\"access_token\\\":\\\"a\\\",\\\"access_token\\\":\\\"b\\\"}";
        JsonNode fault = fault("\"kind\":\"replaced\",\"times\":1,\"answer\":{\"status\":203,"
                + "\"headers\":{\"Content-Type\":\"text/html\",\"X-Odd\":\"1\"},\"body\":\"" + twice + "\"}");

        HttpResponse<String> response = client.get(PUBLIC);

        assertThat(fault.at("/answer/status").asInt()).isEqualTo(203);
        assertThat(response.statusCode()).isEqualTo(203);
        assertThat(header(response, "Content-Type")).isEqualTo("text/html");
        assertThat(header(response, "X-Odd")).isEqualTo("1");
        assertThat(response.body()).isEqualTo("{\"access_token\":\"a\",\"access_token\":\"b\"}");
        assertThat(lastRequest().path("status").asInt()).isEqualTo(203);
    }

    @Test
    void answersNothing() {
        fault("\"kind\":\"replaced\",\"times\":1,\"answer\":{}");

        HttpResponse<String> response = client.get(PUBLIC);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void answersWithoutEnd() {
        fault("\"kind\":\"replaced\",\"times\":1,\"answer\":{\"body\":\"abc\",\"bytes\":5000000}");

        assertThat(client.get(PUBLIC).body())
                .hasSize(5_000_000)
                .startsWith("abcabc")
                .endsWith("cab");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void replacesTheAnswerOfARequestWithOrWithoutItsEffect(boolean executed) {
        String token = new GitHubClient(client).token("repo");
        fault("\"kind\":\"replaced\",\"method\":\"POST\",\"times\":1,\"executed\":" + executed
                + ",\"answer\":{\"body\":\"<html>\"}");

        HttpResponse<String> response =
                client.post(PUBLIC + "/issues", "{\"title\":\"Replaced\"}", "Authorization", "Bearer " + token);

        assertThat(response.body()).isEqualTo("<html>");
        assertThat(json(client.get(PUBLIC + "/issues"))
                        .findValuesAsText("title")
                        .contains("Replaced"))
                .isEqualTo(executed);
    }

    @Test
    void breaksOffHalfway() throws IOException {
        String whole = client.get(PUBLIC).body();
        fault("\"kind\":\"truncated\",\"times\":1");

        assertThatThrownBy(() -> client.exchange("GET", PUBLIC, null)).isInstanceOf(IOException.class);

        fault("\"kind\":\"truncated\",\"times\":1");
        String answer = answerTo("GET " + PUBLIC + " HTTP/1.1\r\nHost: x\r\nUser-Agent: t\r\n");
        assertThat(answer)
                .containsIgnoringCase("content-length: " + whole.length())
                .endsWith(whole.substring(0, whole.length() / 2));
    }

    @Test
    void pausesHalfway() throws IOException {
        String whole = client.get(PUBLIC).body();
        fault("\"kind\":\"stalled\",\"delayMs\":60000,\"times\":1");

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            socket.getOutputStream()
                    .write(("GET " + PUBLIC + " HTTP/1.1\r\nHost: x\r\nUser-Agent: t\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            while (answer.indexOf(whole.substring(0, whole.length() / 2)) < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as("after %s", answer).isNotNegative();
                answer.append((char) next);
            }

            socket.setSoTimeout(100);
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void goesOnAfterThePause() {
        String whole = client.get(PUBLIC).body();
        fault("\"kind\":\"stalled\",\"delayMs\":300,\"times\":1");
        long start = System.nanoTime();

        String late = client.get(PUBLIC).body();

        assertThat(late).isEqualTo(whole);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void imitatesBothKindsOfRateLimit() {
        fault("\"kind\":\"rateLimited\",\"times\":1");
        fault("\"kind\":\"rateLimited\",\"times\":1,\"status\":429,\"retryAfterSeconds\":30");

        HttpResponse<String> primary = client.get(PUBLIC);
        HttpResponse<String> secondary = client.get(PUBLIC);

        assertThat(primary.statusCode()).isEqualTo(403);
        assertThat(header(primary, "x-ratelimit-remaining")).isEqualTo("0");
        assertThat(header(primary, "retry-after")).isNull();
        assertThat(secondary.statusCode()).isEqualTo(429);
        assertThat(header(secondary, "retry-after")).isEqualTo("30");
        assertThat(json(secondary).path("message").asText()).contains("secondary rate limit");
    }

    @ParameterizedTest
    @CsvSource({"all, 401, 400, 2", "access, 401, 200, 1", "refresh, 200, 400, 1"})
    void endsTokensAtTheProvidersSide(String tokens, int access, int refresh, int ended) {
        GoogleClient google = new GoogleClient(client);
        JsonNode token = google.connect("openid", "&access_type=offline");
        String somebodyElses = google.connect("openid", "&login=" + GoogleClient.GRACE)
                .path("access_token")
                .asText();

        HttpResponse<String> response = client.post(
                "/_admin/endings",
                "{\"provider\":\"google\",\"login\":\"" + GoogleClient.ADA + "\",\"tokens\":\"" + tokens + "\"}");

        assertThat(json(response).path("ended").asInt()).isEqualTo(ended);
        assertThat(google.userInfo(token.path("access_token").asText()).statusCode())
                .isEqualTo(access);
        assertThat(google.refresh(token.path("refresh_token").asText()).statusCode())
                .isEqualTo(refresh);
        assertThat(google.userInfo(somebodyElses).statusCode()).isEqualTo(200);
    }

    @Test
    void endsEverybodysTokens() {
        GitHubClient github = new GitHubClient(client);
        String octocats = github.token("repo", "octocat");
        String monalisas = github.token("repo", "monalisa");

        client.post("/_admin/endings", "{\"provider\":\"github\"}");

        assertThat(github.get("/user", octocats).statusCode()).isEqualTo(401);
        assertThat(github.get("/user", monalisas).statusCode()).isEqualTo(401);
    }

    @Test
    void showsWhatProvidersReceived() {
        client.send(
                "POST",
                "/github/login/oauth/access_token?a=b%2Fc",
                "client_secret=x",
                "X-Test",
                "one",
                "X-Test",
                "two");

        JsonNode request = lastRequest();

        assertThat(request.path("method").asText()).isEqualTo("POST");
        assertThat(request.path("path").asText()).isEqualTo("/login/oauth/access_token");
        assertThat(request.path("query").asText()).isEqualTo("a=b%2Fc");
        assertThat(request.path("headers").path("X-Test").asText()).isEqualTo("one, two");
        assertThat(request.path("body").asText()).isEqualTo("client_secret=x");
        assertThat(request.path("status").asInt()).isEqualTo(200);
        assertThat(request.path("at").asText()).isEqualTo(clock.instant().toString());
    }

    @Test
    void narrowsAndPagesTheRequestLogNewestFirst() {
        client.get("/github/user");
        clock.forward(Duration.ofSeconds(1));
        for (int i = 0; i < 101; i++) {
            client.get("/github/repos/octocat/Hello-World?i=" + i);
        }
        JsonNode first = json(client.get("/_admin/requests?provider=github&path=/repos/"));
        JsonNode second = json(client.get(
                "/_admin/requests?path=/repos/&cursor=" + first.path("next").asText()));

        assertThat(first.path("items")).hasSize(100);
        assertThat(first.path("items").path(0).path("query").asText()).isEqualTo("i=100");
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("next").isNull()).isTrue();
        assertThat(json(client.get("/_admin/requests?path=/user&since=" + clock.instant()))
                        .path("items"))
                .isEmpty();
        assertThat(json(client.get("/_admin/requests?path=/user")).path("items"))
                .hasSize(1);
    }

    @Test
    void forgetsTheOldestRequests() {
        for (int i = 0; i <= 1000; i++) {
            client.get("/github/rate_limit?i=" + i);
        }
        String cursor = "";
        JsonNode page;
        do {
            page = json(client.get("/_admin/requests" + cursor));
            cursor = "?cursor=" + page.path("next").asText();
        } while (!page.path("next").isNull());

        assertThat(page.path("items").path(99).path("query").asText()).isEqualTo("i=1");
    }

    @Test
    void keepsTheBeginningOfALargeBody() {
        client.post("/github/login/oauth/access_token", "x".repeat(100_000));

        assertThat(lastRequest().path("body").asText()).isEqualTo("x".repeat(16_384));
    }

    @ParameterizedTest
    @ValueSource(strings = {"since=yesterday", "cursor=x"})
    void refusesAMalformedLogQuery(String query) {
        assertThat(client.get("/_admin/requests?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void resetsEverything() {
        GitHubClient github = new GitHubClient(client);
        String token = github.token("repo");
        fault("\"kind\":\"status\"");
        client.post("/_admin/settings", "{\"github\":{\"rateLimit\":1}}");

        assertThat(client.post("/_admin/reset", null).statusCode()).isEqualTo(204);

        assertThat(json(client.get("/_admin/requests")).path("items")).isEmpty();
        assertThat(json(client.get("/_admin/faults")).path("items")).isEmpty();
        assertThat(json(client.get("/_admin/settings")).at("/github/rateLimit").asInt())
                .isEqualTo(5000);
        assertThat(github.get("/user", token).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"github\":{\"rateLimit\":-1}}",
                "{\"github\":{\"rateLimitStatus\":418}}",
                "{\"github\":{\"expiringTokens\":\"yes\"}}",
                "{\"github\":{\"unknown\":1}}",
                "{\"gitlab\":{}}"
            })
    void refusesWrongSettingsAndChangesNone(String body) {
        JsonNode before = json(client.get("/_admin/settings"));

        assertThat(client.post("/_admin/settings", body).statusCode()).isEqualTo(400);

        assertThat(json(client.get("/_admin/settings"))).isEqualTo(before);
    }

    @Test
    void answersNoForeignWebPage() throws IOException {
        assertThat(client.post("/_admin/reset", null, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(client.get("/_admin/requests", "Origin", "null").statusCode())
                .isEqualTo(403);
        assertThat(statusLineFor("GET /_admin/requests HTTP/1.1\r\nHost: rebound.example\r\n"))
                .contains("403");
    }

    @Test
    void refusesAnOversizedBody() {
        HttpResponse<String> response =
                client.post("/github/login/oauth/access_token", "x".repeat(8 * 1024 * 1024 + 1));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(header(response, "Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void refusesMalformedTargets() throws IOException {
        assertThat(statusLineFor("GET /github/repos/%zz/x HTTP/1.1\r\nHost: x\r\nUser-Agent: t\r\n"))
                .contains("400");
        assertThat(statusLineFor("GET /github/login/oauth/authorize?client_id=%z HTTP/1.1\r\nHost: x\r\n"))
                .contains("400");
        assertThat(statusLineFor("OPTIONS * HTTP/1.1\r\nHost: x\r\n")).contains("400");
    }

    private String statusLineFor(String head) throws IOException {
        return answerTo(head).lines().findFirst().orElseThrow();
    }

    private String answerTo(String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private JsonNode fault(String members) {
        HttpResponse<String> response = client.post("/_admin/faults", "{\"provider\":\"github\"," + members + "}");
        assertThat(response.statusCode()).isEqualTo(201);
        return json(response);
    }

    private JsonNode lastRequest() {
        return json(client.get("/_admin/requests")).path("items").path(0);
    }
}
