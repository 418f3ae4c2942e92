package org.integrationstack.local.demo;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The steps of the journey. Alice signs in and connects octocat's GitHub account, GitHub sends webhooks, the product
 * calls GitHub through the proxy, strangers are refused, and alice disconnects.
 */
final class Journey {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Pattern PAGE_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern CONNECTION = Pattern.compile("(?:^|&)connection=([0-9a-f-]{36})");

    private final Map<String, String> stack;
    private final Steps steps;
    private final Caller alicesBrowser = new Caller();
    private final Caller program = new Caller();
    private String connection;

    Journey(Map<String, String> stack, Steps steps) {
        this.stack = stack;
        this.steps = steps;
    }

    /** @throws UnexpectedException at the first step that sees something else than it should */
    void walk() {
        steps.run("catalogue", this::browseTheCatalogue);
        steps.run("sign in", this::signIn);
        steps.run("connect", this::connect);
        steps.run("connection", this::findTheConnection);
        Instant before = Instant.now();
        for (String event : List.of("push", "pull_request", "issues")) {
            steps.run("webhook " + event, () -> sendWebhook(event));
        }
        steps.run("activity push", () -> awaitActivity("push", before));
        steps.run("activity pull_request", () -> awaitActivity("pull_request", before));
        steps.run("activity issues", () -> awaitActivity("issue", before));
        steps.run("proxy call", () -> repositories(callThroughProxy()));
        steps.run("proxy call again", () -> repositories(awaitCachedCall()));
        refuseBadInput();
        steps.run("disconnect", this::disconnect);
        steps.run("revoked", this::awaitRevocation);
        steps.run("proxy call after that", this::callsNothingAfterwards);
    }

    private void refuseBadInput() {
        steps.run("forged webhook", this::forgedWebhookIsRefused);
        steps.run("unknown provider", this::unknownProviderIsRefused);
        steps.run(
                "no token",
                () -> "%d"
                        .formatted(program.get(connections("/api/connections"))
                                .expect(401)
                                .status()));
        steps.run("another tenant", this::anotherTenantSeesNothing);
    }

    private String browseTheCatalogue() {
        JsonNode providers =
                program.get(connections("/api/providers")).expect(200).json().path("items");
        List<String> ids = values(providers, "id");
        if (!ids.contains("github")) {
            throw new UnexpectedException("expected github in the catalogue, saw " + ids);
        }
        return String.join(", ", ids);
    }

    private String signIn() {
        String console = connections("/settings/integrations");
        Answer people = alicesBrowser.open(console).expect(200).expectBody("Alice Archer");
        Matcher token = PAGE_TOKEN.matcher(people.body());
        if (!token.find()) {
            throw new UnexpectedException("expected the sign-in page at " + console + ", saw " + people.uri());
        }
        Answer page = alicesBrowser
                .submit(people.uri(), Map.of("_csrf", token.group(1), "username", "alice"))
                .expect(200)
                .expectBody("GitHub");
        return "alice sees " + page.uri().getPath();
    }

    private String connect() {
        URI authorize = alicesBrowser
                .openWithoutFollowing(connections("/api/connect/github"))
                .expect(302)
                .location()
                .orElseThrow();
        Answer page =
                alicesBrowser.open(authorize + "&auto=allow&login=octocat").expect(200);
        Matcher id = CONNECTION.matcher(String.valueOf(page.uri().getQuery()));
        if (!page.uri().getQuery().contains("success=true") || !id.find()) {
            throw new UnexpectedException("expected success=true and a connection, saw " + page.uri());
        }
        connection = id.group(1);
        return "octocat consents, back at " + page.uri().getPath();
    }

    private String findTheConnection() {
        JsonNode found = program.get(connections("/api/connections/" + connection), stack.get("USER_TOKEN"))
                .expect(200)
                .json();
        String status = found.path("status").asText();
        if (!status.equals("ACTIVE")) {
            throw new UnexpectedException("expected status ACTIVE, saw " + status);
        }
        return "%s ACTIVE, account %s"
                .formatted(connection, found.path("account").path("name").asText());
    }

    private String sendWebhook(String event) {
        JsonNode delivery = order("{\"provider\":\"github\",\"event\":\"%s\"}".formatted(event));
        if (delivery.path("status").asInt() != 200) {
            throw new UnexpectedException("expected the gateway to answer 200, saw " + delivery);
        }
        return "delivery %s: 200 in %d ms"
                .formatted(
                        delivery.path("deliveryId").asText(),
                        delivery.path("durationMs").asInt());
    }

    private String awaitActivity(String kind, Instant after) {
        String url = connections("/api/activity?connection=" + connection);
        JsonNode activity = await(
                "an activity of type ..." + kind,
                () -> activities(url)
                        .filter(item -> item.path("type").asText().contains(kind))
                        .filter(item -> !Instant.parse(item.path("at").asText()).isBefore(after))
                        .findFirst());
        if (kind.equals("push")) {
            requirePushMetadata(activity.path("metadata"));
        }
        return activity.path("summary").asText();
    }

    private Stream<JsonNode> activities(String url) {
        return items(program.get(url, stack.get("USER_TOKEN")).expect(200).json());
    }

    private static void requirePushMetadata(JsonNode metadata) {
        boolean complete =
                metadata.hasNonNull("repository") && metadata.path("commits").isInt() && metadata.hasNonNull("branch");
        if (!complete) {
            throw new UnexpectedException("expected repository, commits and branch, saw " + metadata);
        }
    }

    private Answer callThroughProxy() {
        return program.get(proxy("/user/repos"), stack.get("USER_TOKEN")).expect(200);
    }

    /** The proxy gives its cache a moment only and then does without, which happens while the machine is busy. */
    private Answer awaitCachedCall() {
        return await(
                "Integration-Cache: hit",
                () -> Optional.of(callThroughProxy())
                        .filter(answer -> cacheOf(answer).equals("hit")));
    }

    private static String repositories(Answer answer) {
        return "%d repositories, Integration-Cache: %s".formatted(answer.json().size(), cacheOf(answer));
    }

    private static String cacheOf(Answer answer) {
        return answer.header("Integration-Cache").orElse("not told");
    }

    private String forgedWebhookIsRefused() {
        JsonNode delivery = order("{\"provider\":\"github\",\"event\":\"push\",\"signature\":\"invalid\"}");
        if (delivery.path("status").asInt() != 401) {
            throw new UnexpectedException("expected the gateway to answer 401, saw " + delivery);
        }
        return "401";
    }

    private String unknownProviderIsRefused() {
        int webhook = program.postJson(stack.get("GATEWAY_URL") + "/webhooks/nowhere", "{}")
                .expect(404)
                .status();
        int connect =
                program.get(connections("/api/connect/nowhere")).expect(404).status();
        return "webhook %d, connect %d".formatted(webhook, connect);
    }

    private String anotherTenantSeesNothing() {
        String mallory = stack.get("OTHER_TENANT_TOKEN");
        int read = program.get(connections("/api/connections/" + connection), mallory)
                .expect(404)
                .status();
        int call = program.get(proxy("/user/repos"), mallory).expect(404).status();
        return "connection %d, proxy %d".formatted(read, call);
    }

    private String disconnect() {
        return "%d"
                .formatted(program.delete(connections("/api/connections/" + connection), stack.get("USER_TOKEN"))
                        .expect(202)
                        .status());
    }

    private String awaitRevocation() {
        JsonNode ended = await(
                "status DISCONNECTED and revocation done",
                () -> Optional.of(program.get(connections("/api/connections/" + connection), stack.get("USER_TOKEN"))
                                .expect(200)
                                .json())
                        .filter(found -> found.path("status").asText().equals("DISCONNECTED")
                                && found.path("revocation").asText().equals("done")));
        return ended.path("status").asText() + ", revocation "
                + ended.path("revocation").asText();
    }

    private String callsNothingAfterwards() {
        Answer answer = await(
                "a refusal",
                () -> Optional.of(program.get(proxy("/user/repos"), stack.get("USER_TOKEN")))
                        .filter(seen -> seen.status() >= 400));
        if (answer.status() >= 500) {
            answer.expect(409);
        }
        return "%d %s".formatted(answer.status(), answer.json().path("title").asText());
    }

    private JsonNode order(String webhook) {
        return program.postJson(stack.get("SANDBOX_URL") + "/_admin/webhooks", webhook)
                .expect(200)
                .json();
    }

    private <T> T await(String what, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            pause();
        }
        throw new UnexpectedException("expected %s within %d s, saw none".formatted(what, SOON.toSeconds()));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnexpectedException("interrupted");
        }
    }

    private static Stream<JsonNode> items(JsonNode page) {
        return StreamSupport.stream(page.path("items").spliterator(), false);
    }

    private static List<String> values(JsonNode array, String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(item -> item.path(field).asText())
                .toList();
    }

    private String connections(String path) {
        return stack.get("CONNECTIONS_URL") + path;
    }

    private String proxy(String path) {
        return stack.get("PROXY_URL") + "/proxy/" + connection + path;
    }
}
