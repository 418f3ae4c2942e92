package org.integrationstack.sandbox.github;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.Client;
import org.integrationstack.sandbox.GitHubClient;
import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class WebhooksTest extends SandboxTestBase {
    private static final String HOOKS = "/repos/octocat/Hello-World/hooks";

    private GitHubClient github;

    @BeforeEach
    void connect() {
        github = new GitHubClient(client);
    }

    @Test
    void sendsASignedPushToTheGateway() {
        JsonNode outcome = json(order("\"event\":\"push\""));
        Receiver.Received webhook = receiver.next();
        JsonNode payload = payload(webhook);

        assertThat(outcome.path("status").asInt()).isEqualTo(200);
        assertThat(outcome.path("body").asText()).isEqualTo("OK");
        assertThat(outcome.path("durationMs").isNumber()).isTrue();
        assertThat(webhook.path()).isEqualTo("/webhooks/github");
        assertThat(webhook.header("X-GitHub-Event")).isEqualTo("push");
        assertThat(webhook.header("X-GitHub-Delivery"))
                .isEqualTo(outcome.path("deliveryId").asText())
                .matches("[0-9a-f-]{36}");
        assertThat(webhook.header("X-GitHub-Hook-ID")).isEqualTo("109948940");
        assertThat(webhook.header("X-GitHub-Hook-Installation-Target-Type")).isEqualTo("integration");
        assertThat(webhook.header("User-Agent")).startsWith("GitHub-Hookshot/");
        assertThat(webhook.header("Content-Type")).isEqualTo("application/json");
        assertThat(webhook.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + mac("HmacSHA256", WEBHOOK_SECRET, webhook.body()));
        assertThat(webhook.header("X-Hub-Signature"))
                .isEqualTo("sha1=" + mac("HmacSHA1", WEBHOOK_SECRET, webhook.body()));
        assertThat(payload.at("/repository/owner/id").asLong()).isEqualTo(583231);
        assertThat(payload.at("/repository/full_name").asText()).isEqualTo("octocat/Hello-World");
        assertThat(payload.at("/repository/pushed_at").isIntegralNumber()).isTrue();
        assertThat(payload.path("commits")).hasSize(2);
        assertThat(payload.path("ref").asText()).isEqualTo("refs/heads/main");
    }

    /** Source: docs.github.com, "Validating webhook deliveries", testing. */
    @Test
    void signsAsThePublishersExampleShows() {
        order("\"event\":\"push\",\"rawBody\":\"Hello, World!\"");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.body()).isEqualTo("Hello, World!");
        assertThat(webhook.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
    }

    @ParameterizedTest
    @CsvSource({
        "pull_request, /pull_request/base/repo/owner/id, 583231",
        "pull_request, /repository/id, 1296269",
        "issues, /issue/user/id, 583231",
        "issues, /repository/owner/id, 583231",
        "ping, /hook_id, 109948940",
        "installation, /installation/account/id, 583231",
        "installation, /repositories/0/name, Hello-World"
    })
    void hasAnExampleOfEachEventThatFitsItsOwnState(String event, String pointer, String value) {
        order("\"event\":\"" + event + "\"");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.header("X-GitHub-Event")).isEqualTo(event);
        assertThat(payload(webhook).at(pointer).asText()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"pull_request, opened", "issues, opened", "installation, created"})
    void namesTheActionOfAnExample(String event, String action) {
        order("\"event\":\"" + event + "\"");

        assertThat(payload(receiver.next()).path("action").asText()).isEqualTo(action);
    }

    @Test
    void mergesOverridesIntoThePayload() {
        order(
                "\"event\":\"push\",\"payload\":{\"ref\":\"refs/heads/feature/a\",\"base_ref\":\"x\",\"head_commit\":null,"
                        + "\"repository\":{\"owner\":{\"id\":42}}}");

        JsonNode payload = payload(receiver.next());

        assertThat(payload.path("ref").asText()).isEqualTo("refs/heads/feature/a");
        assertThat(payload.path("base_ref").asText()).isEqualTo("x");
        assertThat(payload.has("head_commit")).isFalse();
        assertThat(payload.at("/repository/owner/id").asInt()).isEqualTo(42);
        assertThat(payload.at("/repository/owner/login").asText()).isEqualTo("octocat");
    }

    @Test
    void sendsAnyOtherEventWhosePayloadIsGiven() {
        order("\"event\":\"star\",\"payload\":{\"action\":\"created\"}");
        Receiver.Received webhook = receiver.next();

        assertThat(webhook.header("X-GitHub-Event")).isEqualTo("star");
        assertThat(payload(webhook).at("/repository/id").asLong()).isEqualTo(1296269);
        HttpResponse<String> unknown = order("\"event\":\"star\"");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(json(unknown).path("detail").asText()).contains("star", "pull_request");
    }

    @Test
    void signsInvalidlyWithAnotherSecretInTheSameForm() {
        order("\"event\":\"push\",\"signature\":\"invalid\"");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.header("X-Hub-Signature-256"))
                .matches("sha256=[0-9a-f]{64}")
                .isNotEqualTo("sha256=" + mac("HmacSHA256", WEBHOOK_SECRET, webhook.body()));
    }

    @Test
    void leavesTheSignatureOut() {
        order("\"event\":\"push\",\"signature\":\"missing\"");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.all("X-Hub-Signature-256")).isEmpty();
        assertThat(webhook.all("X-Hub-Signature")).isEmpty();
    }

    @Test
    void doublesTheSignature() {
        order("\"event\":\"push\",\"signature\":\"doubled\"");

        Receiver.Received webhook = receiver.next();

        String right = "sha256=" + mac("HmacSHA256", WEBHOOK_SECRET, webhook.body());
        assertThat(webhook.all("X-Hub-Signature-256")).containsExactly(right, right);
    }

    @Test
    void takesSecretTargetAndDeliveryIdFromTheOrder() {
        order("\"event\":\"push\",\"secret\":\"another\",\"deliveryId\":\"the-same\",\"target\":\"" + receiver.url()
                + "/webhooks/github/42\"");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.path()).isEqualTo("/webhooks/github/42");
        assertThat(webhook.header("X-GitHub-Delivery")).isEqualTo("the-same");
        assertThat(webhook.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + mac("HmacSHA256", "another", webhook.body()));
    }

    @Test
    void reportsTheGatewaysRefusal() {
        receiver.answerWith(503);

        HttpResponse<String> response = order("\"event\":\"push\"");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).path("status").asInt()).isEqualTo(503);
    }

    @Test
    void saysWhenNobodyAnswers() {
        Receiver gone = Receiver.start();
        gone.close();

        HttpResponse<String> response = order("\"event\":\"push\",\"target\":\"" + gone.url() + "/x\"");

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(json(response).path("detail").asText()).contains("did not answer");
        JsonNode delivery = json(client.get("/_admin/webhooks?provider=github"))
                .path("items")
                .path(0);
        assertThat(delivery.path("status").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"event\":\"push\",\"signature\":\"maybe\"",
                "\"event\":\"push\",\"target\":\"file:///etc/passwd\"",
                "\"event\":\"push\",\"target\":\"not an address\"",
                "\"event\":\"push\",\"payload\":[]"
            })
    void refusesAMalformedOrder(String members) {
        assertThat(order(members).statusCode()).isEqualTo(400);
        assertThat(receiver.isEmpty()).isTrue();
    }

    @Test
    void listsWhatWasSentNewestFirst() {
        order("\"event\":\"push\"");
        order("\"event\":\"issues\"");

        JsonNode items = json(client.get("/_admin/webhooks")).path("items");

        assertThat(items).hasSize(2);
        assertThat(items.path(0).path("event").asText()).isEqualTo("issues");
    }

    @Test
    void pingsANewHookAndHidesItsSecret() {
        String token = github.token("repo");

        HttpResponse<String> created = hook(token, "\"json\"", "[\"push\"]");
        Receiver.Received ping = receiver.next();

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(json(created).at("/config/secret").asText()).isEqualTo("********");
        assertThat(ping.header("X-GitHub-Event")).isEqualTo("ping");
        assertThat(ping.header("X-GitHub-Hook-ID"))
                .isEqualTo(json(created).path("id").asText());
        assertThat(ping.header("X-GitHub-Hook-Installation-Target-Type")).isEqualTo("repository");
        assertThat(payload(ping).at("/hook/config/url").asText()).isEqualTo(receiver.url() + "/hook");
        assertThat(payload(ping).path("zen").asText()).isNotEmpty();
    }

    @Test
    void announcesAnIssueToHooksThatWantIt() {
        String token = github.token("repo");
        hook(token, "\"json\"", "[\"issues\"]");
        receiver.next();

        github.call("POST", "/repos/octocat/Hello-World/issues", "{\"title\":\"New\"}", token);
        github.call("PUT", "/repos/octocat/Hello-World/contents/a", "{\"message\":\"m\",\"content\":\"YQ==\"}", token);
        github.call("PATCH", "/repos/octocat/Hello-World/issues/1", "{\"state\":\"closed\"}", token);
        Receiver.Received opened = receiver.next();
        Receiver.Received closed = receiver.next();

        assertThat(opened.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + mac("HmacSHA256", "hook-secret", opened.body()));
        assertThat(payload(opened).path("action").asText()).isEqualTo("opened");
        assertThat(payload(opened).at("/issue/title").asText()).isEqualTo("New");
        assertThat(payload(opened).at("/issue/state").asText()).isEqualTo("open");
        assertThat(payload(closed).path("action").asText()).isEqualTo("closed");
    }

    @Test
    void announcesAPushForEachChangedFileInAFormIfTheHookSaysSo() {
        String token = github.token("repo");
        hook(token, "\"form\"", "[\"push\"]");
        receiver.next();

        HttpResponse<String> changed = github.call(
                "PUT", "/repos/octocat/Hello-World/contents/a", "{\"message\":\"Ä\",\"content\":\"YQ==\"}", token);
        Receiver.Received push = receiver.next();

        assertThat(push.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(push.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + mac("HmacSHA256", "hook-secret", push.body()));
        JsonNode payload = parse(Client.fields(push.body()).get("payload"));
        assertThat(payload.path("after")).isEqualTo(json(changed).at("/commit/sha"));
        assertThat(payload.path("commits")).hasSize(1);
        assertThat(payload.at("/head_commit/added/0").asText()).isEqualTo("a");
        assertThat(payload.at("/head_commit/message").asText()).isEqualTo("Ä");
        assertThat(payload.at("/pusher/name").asText()).isEqualTo("octocat");
    }

    @Test
    void recordsDeliveriesAndSendsThemAgain() {
        String token = github.token("repo");
        receiver.answerWith(500);
        String hook = HOOKS + "/"
                + json(hook(token, "\"json\"", "[\"push\"]")).path("id").asText();
        Receiver.Received first = receiver.next();
        JsonNode delivery = deliveries(hook, token, 1).path(0);

        assertThat(delivery.path("guid").asText()).isEqualTo(first.header("X-GitHub-Delivery"));
        assertThat(delivery.path("status_code").asInt()).isEqualTo(500);
        assertThat(delivery.path("redelivery").asBoolean()).isFalse();
        assertThat(delivery.has("request")).isFalse();
        String one = hook + "/deliveries/" + delivery.path("id").asText();
        assertThat(json(github.get(one, token))
                        .at("/request/headers/X-GitHub-Event")
                        .asText())
                .isEqualTo("ping");
        receiver.answerWith(200);
        HttpResponse<String> again = github.call("POST", one + "/attempts", null, token);
        Receiver.Received second = receiver.next();

        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(second.header("X-GitHub-Delivery")).isEqualTo(first.header("X-GitHub-Delivery"));
        assertThat(second.body()).isEqualTo(first.body());
        JsonNode newest = deliveries(hook, token, 2).path(0);
        assertThat(newest.path("redelivery").asBoolean()).isTrue();
        assertThat(newest.path("status").asText()).isEqualTo("OK");
    }

    @Test
    void keepsHooksToTheOwnerAndTheScope() {
        String hook = HOOKS + "/"
                + json(hook(github.token("repo"), "\"json\"", "[\"push\"]"))
                        .path("id")
                        .asText();
        receiver.next();

        assertThat(github.get(hook, github.token("public_repo")).statusCode()).isEqualTo(404);
        assertThat(github.get(hook, github.token("repo", "monalisa")).statusCode())
                .isEqualTo(404);
        assertThat(github.get(hook, github.token("read:repo_hook")).statusCode())
                .isEqualTo(200);
        assertThat(github.call("DELETE", hook, null, github.token("write:repo_hook"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(client.get("/github" + hook).statusCode()).isEqualTo(401);
        assertThat(github.call("DELETE", hook, null, github.token("repo")).statusCode())
                .isEqualTo(204);
        assertThat(github.get(hook, github.token("repo")).statusCode()).isEqualTo(404);
    }

    @Test
    void refusesAHookWithoutAnAddress() {
        String token = github.token("repo");

        HttpResponse<String> missing = github.call("POST", HOOKS, "{\"config\":{}}", token);
        HttpResponse<String> wrong = github.call("POST", HOOKS, "{\"config\":{\"url\":\"ftp://x/\"}}", token);

        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(json(missing).at("/errors/0/field").asText()).isEqualTo("url");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(header(missing, "X-GitHub-Request-Id")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"push", "pull_request", "issues", "ping"})
    void isNeverTheSameTwice(String event) {
        order("\"event\":\"" + event + "\"");
        order("\"event\":\"" + event + "\"");

        assertThat(receiver.next().body()).isNotEqualTo(receiver.next().body());
    }

    @Test
    void namesTheTipOfAPushThroughout() {
        order("\"event\":\"push\"");

        JsonNode push = payload(receiver.next());

        String tip = push.path("after").asText();
        assertThat(push.at("/commits/1/id").asText()).isEqualTo(tip);
        assertThat(push.path("head_commit")).isEqualTo(push.at("/commits/1"));
        assertThat(push.path("compare").asText()).endsWith("..." + tip.substring(0, 12));
    }

    @Test
    void comesInAFormAsHooksDoUnlessToldOtherwise() {
        order("\"event\":\"push\",\"form\":true");

        Receiver.Received webhook = receiver.next();

        assertThat(webhook.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(webhook.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + mac("HmacSHA256", WEBHOOK_SECRET, webhook.body()));
        assertThat(parse(Client.fields(webhook.body()).get("payload")).path("commits"))
                .hasSize(2);
    }

    @Test
    void comesFromTheGitHubAppWithItsOwnSecretAboutAnOrganization() {
        order("github-app", "push", "");
        Receiver.Received push = receiver.next();
        order("github-app", "installation", "");
        JsonNode installation = payload(receiver.next());

        assertThat(push.header("X-Hub-Signature-256"))
                .isEqualTo("sha256=" + mac("HmacSHA256", APP_WEBHOOK_SECRET, push.body()));
        assertThat(payload(push).at("/organization/id").asLong()).isEqualTo(6811672);
        assertThat(payload(push).at("/installation/id").asLong()).isEqualTo(957388);
        assertThat(installation.at("/installation/target_type").asText()).isEqualTo("Organization");
        assertThat(installation.at("/installation/account/login").asText()).isEqualTo("octo-org");
    }

    @Test
    void comesFromTheAccountThatAnOrderNames() {
        order("\"event\":\"pull_request\",\"account\":\"monalisa\"");

        JsonNode payload = payload(receiver.next());

        assertThat(payload.at("/repository/full_name").asText()).isEqualTo("monalisa/smile");
        assertThat(payload.at("/pull_request/base/repo/owner/login").asText()).isEqualTo("monalisa");
        assertThat(payload.has("organization")).isFalse();
    }

    private HttpResponse<String> order(String members) {
        return client.post("/_admin/webhooks", "{\"provider\":\"github\"," + members + "}");
    }

    private HttpResponse<String> hook(String token, String contentType, String events) {
        return github.call(
                "POST",
                HOOKS,
                "{\"name\":\"web\",\"events\":%s,\"config\":{\"url\":\"%s/hook\",\"content_type\":%s,\"secret\":\"hook-secret\"}}"
                        .formatted(events, receiver.url(), contentType),
                token);
    }

    /** A delivery is recorded when its answer has come back, a moment after it was received. */
    private JsonNode deliveries(String hook, String token, int expected) {
        long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        JsonNode deliveries = json(github.get(hook + "/deliveries", token));
        while (deliveries.size() < expected && System.nanoTime() < patience) {
            deliveries = json(github.get(hook + "/deliveries", token));
        }
        assertThat(deliveries).hasSize(expected);
        return deliveries;
    }

    private static JsonNode payload(Receiver.Received webhook) {
        return parse(webhook.body());
    }

    private static JsonNode parse(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static String mac(String algorithm, String secret, String body) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
