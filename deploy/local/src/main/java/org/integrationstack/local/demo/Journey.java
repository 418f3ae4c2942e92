package org.integrationstack.local.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The steps of the journey. Alice signs in and connects accounts at five providers, the product calls them
 * through the proxy, GitHub sends webhooks, strangers are refused, tokens and a grant end and are renewed, a connection
 * is paused, and all are disconnected.
 */
final class Journey {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Steps steps;
    private final Alice alice;
    private final Product product;
    private final Map<Account, String> connections = new HashMap<>();

    Journey(Map<String, String> stack, Steps steps) {
        this.steps = steps;
        this.alice = new Alice(stack.get("CONNECTIONS_URL"));
        this.product = new Product(stack);
    }

    /** @throws UnexpectedException at the first step that sees something else than it should */
    void walk() {
        steps.run("catalogue", this::browseTheCatalogue);
        steps.run("sign in", () -> "alice sees " + alice.signIn());
        Account.ALL.forEach(account -> steps.run("connect " + account.provider(), () -> connect(account)));
        Account.ALL.forEach(account -> steps.run("call " + account.provider(), () -> call(account)));
        steps.run("call github again", this::awaitCachedCall);
        receiveWebhooks();
        refuseBadInput();
        steps.run("refresh salesforce", () -> refreshed(Account.SALESFORCE));
        steps.run("session ended there", () -> calledAfterTheSessionEnded(Account.SALESFORCE));
        steps.run("grant ended there", () -> askedForAgain(Account.GOOGLE));
        steps.run("authorize again", () -> connect(Account.GOOGLE));
        steps.run("pause slack", () -> pause(Account.SLACK));
        steps.run("resume slack", () -> resume(Account.SLACK));
        Account.ALL.forEach(account -> steps.run("disconnect " + account.provider(), () -> disconnect(account)));
        Account.ALL.forEach(account -> steps.run("revoked at " + account.provider(), () -> awaitRevocation(account)));
        steps.run("call after that", () -> refusal(Account.GITHUB));
    }

    private void receiveWebhooks() {
        Instant before = Instant.now();
        for (String event : List.of("push", "pull_request", "issues")) {
            steps.run("webhook " + event, () -> sendWebhook(event));
        }
        steps.run("activity push", () -> awaitActivity("push", before));
        steps.run("activity pull_request", () -> awaitActivity("pull_request", before));
        steps.run("activity issues", () -> awaitActivity("issue", before));
    }

    private void refuseBadInput() {
        String github = connections.get(Account.GITHUB);
        steps.run("forged webhook", this::forgedWebhookIsRefused);
        steps.run("unknown provider", product::withUnknownProvider);
        steps.run("no token", product::withoutToken);
        steps.run("another tenant", () -> product.asStranger(github, Account.GITHUB.path()));
    }

    private String browseTheCatalogue() {
        List<String> ids = StreamSupport.stream(product.providers().spliterator(), false)
                .map(provider -> provider.path("id").asText())
                .toList();
        List<String> wanted = Account.ALL.stream().map(Account::provider).toList();
        if (!ids.containsAll(wanted)) {
            throw new UnexpectedException("expected %s in the catalogue, saw %s".formatted(wanted, ids));
        }
        return String.join(", ", ids);
    }

    private String connect(Account account) {
        String id = alice.connect(account);
        connections.put(account, id);
        JsonNode found = requireStatus(product.connection(id), "ACTIVE");
        return "%s ACTIVE, account %s"
                .formatted(id, found.path("account").path("name").asText());
    }

    private String call(Account account) {
        Answer answer = product.call(connections.get(account), account.path()).expect(200);
        String seen = account.seen().apply(answer.json());
        if (seen.isEmpty()) {
            throw new UnexpectedException("expected something of %s, saw %s".formatted(account.login(), answer.body()));
        }
        return "%s, Integration-Cache: %s".formatted(seen, cacheOf(answer));
    }

    /** The proxy gives its cache a moment only and then does without, which happens while the machine is busy. */
    private String awaitCachedCall() {
        return await(
                "Integration-Cache: hit",
                () -> Optional.of(call(Account.GITHUB)).filter(seen -> seen.endsWith("hit")));
    }

    private static String cacheOf(Answer answer) {
        return answer.header("Integration-Cache").orElse("not told");
    }

    private String sendWebhook(String event) {
        JsonNode delivery = product.orderWebhook("{\"provider\":\"github\",\"event\":\"%s\"}".formatted(event));
        requireAnswer(delivery, 200);
        return "delivery %s: 200 in %d ms"
                .formatted(
                        delivery.path("deliveryId").asText(),
                        delivery.path("durationMs").asInt());
    }

    private String forgedWebhookIsRefused() {
        requireAnswer(
                product.orderWebhook("{\"provider\":\"github\",\"event\":\"push\",\"signature\":\"invalid\"}"), 401);
        return "401";
    }

    private static void requireAnswer(JsonNode delivery, int status) {
        if (delivery.path("status").asInt() != status) {
            throw new UnexpectedException("expected the gateway to answer %d, saw %s".formatted(status, delivery));
        }
    }

    private String awaitActivity(String kind, Instant after) {
        JsonNode activity = await(
                "an activity of type ..." + kind,
                () -> product.activities(connections.get(Account.GITHUB))
                        .filter(item -> item.path("type").asText().contains(kind))
                        .filter(item -> !Instant.parse(item.path("at").asText()).isBefore(after))
                        .findFirst());
        if (kind.equals("push")) {
            requirePushMetadata(activity.path("metadata"));
        }
        return activity.path("summary").asText();
    }

    private static void requirePushMetadata(JsonNode metadata) {
        boolean complete =
                metadata.hasNonNull("repository") && metadata.path("commits").isInt() && metadata.hasNonNull("branch");
        if (!complete) {
            throw new UnexpectedException("expected repository, commits and branch, saw " + metadata);
        }
    }

    /** Each refresh token there is good once: one is spent, and the connection lives on with the next. */
    private String refreshed(Account account) {
        long before = product.refreshes(account.provider());
        requireStatus(product.act(connections.get(account), "refresh"), "ACTIVE");
        long spent = product.refreshes(account.provider()) - before;
        if (spent != 1) {
            throw new UnexpectedException("expected one refresh token to be spent, saw " + spent);
        }
        return "one refresh token spent, ACTIVE";
    }

    /** Nothing told when the token would end: the proxy's call is refused there, and goes through with a new token. */
    private String calledAfterTheSessionEnded(Account account) {
        long before = product.refreshes(account.provider());
        product.end(account.provider(), "access");
        String seen = call(account);
        long spent = product.refreshes(account.provider()) - before;
        if (spent != 1) {
            throw new UnexpectedException("expected one refresh token to be spent, saw " + spent);
        }
        return seen + ", after one more refresh";
    }

    private String askedForAgain(Account account) {
        product.end(account.provider(), "all");
        JsonNode found = requireStatus(product.act(connections.get(account), "check"), "NEEDS_REAUTHORIZATION");
        return "NEEDS_REAUTHORIZATION, " + found.path("trouble").asText();
    }

    private String pause(Account account) {
        requireStatus(product.act(connections.get(account), "pause"), "PAUSED");
        return "PAUSED, a call: " + refusal(account);
    }

    private String resume(Account account) {
        requireStatus(product.act(connections.get(account), "resume"), "ACTIVE");
        return await(
                "a call that goes through",
                () -> Optional.of(product.call(connections.get(account), account.path()))
                        .filter(answer -> answer.status() == 200)
                        .map(answer -> "ACTIVE, a call: " + account.seen().apply(answer.json())));
    }

    private String disconnect(Account account) {
        return "%d".formatted(product.disconnect(connections.get(account)).status());
    }

    private String awaitRevocation(Account account) {
        JsonNode ended = await(
                "status DISCONNECTED and revocation done",
                () -> Optional.of(product.connection(connections.get(account)))
                        .filter(found -> found.path("status").asText().equals("DISCONNECTED")
                                && found.path("revocation").asText().equals("done")));
        return ended.path("status").asText() + ", revocation "
                + ended.path("revocation").asText();
    }

    /** The proxy hears of a change through Kafka, soon. */
    private String refusal(Account account) {
        Answer answer = await(
                "a refusal",
                () -> Optional.of(product.call(connections.get(account), account.path()))
                        .filter(seen -> seen.status() >= 400));
        answer.expect(409);
        return "409 " + answer.json().path("title").asText();
    }

    private static JsonNode requireStatus(JsonNode connection, String status) {
        if (!connection.path("status").asText().equals(status)) {
            throw new UnexpectedException("expected status %s, saw %s".formatted(status, connection));
        }
        return connection;
    }

    private static <T> T await(String what, Supplier<Optional<T>> look) {
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
}
