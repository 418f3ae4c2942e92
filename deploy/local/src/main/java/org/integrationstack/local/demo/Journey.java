package org.integrationstack.local.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The steps of the journey. Alice signs in and connects accounts at five providers, the product calls them
 * through the proxy, the providers tell what happens there, strangers are refused, tokens and a grant end and are
 * renewed, a connection is paused, and all are disconnected, one of them at the provider's side.
 */
final class Journey {

    private final Steps steps;
    private final Alice alice;
    private final Product product;
    private final Sandbox sandbox;
    private final Arrivals arrivals;
    private final Map<Account, String> connections = new HashMap<>();

    Journey(Map<String, String> stack, Steps steps) {
        this.steps = steps;
        this.alice = new Alice(stack.get("CONNECTIONS_URL"));
        this.product = new Product(stack);
        this.sandbox = new Sandbox(stack);
        this.arrivals = new Arrivals(steps, product, sandbox, connections);
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
        arrivals.deauthorization();
        List<Account> left = Stream.concat(Account.ALL.stream(), Stream.of(Account.MONALISA))
                .filter(account -> !account.equals(Account.STRIPE))
                .toList();
        left.forEach(account -> steps.run("disconnect " + account.label(), () -> disconnect(account)));
        left.forEach(account -> steps.run("revoked at " + account.label(), () -> awaitRevocation(account)));
        steps.run("call after that", () -> refusal(Account.GITHUB));
    }

    private void receiveWebhooks() {
        arrivals.push();
        arrivals.pullRequest();
        arrivals.payments();
        arrivals.slack();
        arrivals.google();
        arrivals.salesforce();
        arrivals.endpoint();
        arrivals.replay();
        arrivals.rerouting(alice);
    }

    private void refuseBadInput() {
        String github = connections.get(Account.GITHUB);
        steps.run("unknown provider", product::withUnknownProvider);
        steps.run("no token", product::withoutToken);
        steps.run("another tenant", () -> product.asStranger(github, Account.GITHUB.path()));
    }

    private String browseTheCatalogue() {
        List<String> ids = StreamSupport.stream(product.providers().spliterator(), false)
                .filter(provider -> !provider.path("kinds").isEmpty())
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
        return Patience.await(
                "Integration-Cache: hit",
                () -> Optional.of(call(Account.GITHUB)).filter(seen -> seen.endsWith("hit")));
    }

    private static String cacheOf(Answer answer) {
        return answer.header("Integration-Cache").orElse("not told");
    }

    /** Each refresh token there is good once: one is spent, and the connection lives on with the next. */
    private String refreshed(Account account) {
        long before = sandbox.refreshes(account.provider());
        requireStatus(product.act(connections.get(account), "refresh"), "ACTIVE");
        long spent = sandbox.refreshes(account.provider()) - before;
        if (spent != 1) {
            throw new UnexpectedException("expected one refresh token to be spent, saw " + spent);
        }
        return "one refresh token spent, ACTIVE";
    }

    /** Nothing told when the token would end: the proxy's call is refused there, and goes through with a new token. */
    private String calledAfterTheSessionEnded(Account account) {
        long before = sandbox.refreshes(account.provider());
        sandbox.end(account.provider(), "access");
        String seen = call(account);
        long spent = sandbox.refreshes(account.provider()) - before;
        if (spent != 1) {
            throw new UnexpectedException("expected one refresh token to be spent, saw " + spent);
        }
        return seen + ", after one more refresh";
    }

    private String askedForAgain(Account account) {
        sandbox.end(account.provider(), "all");
        JsonNode found = requireStatus(product.act(connections.get(account), "check"), "NEEDS_REAUTHORIZATION");
        return "NEEDS_REAUTHORIZATION, " + found.path("trouble").asText();
    }

    private String pause(Account account) {
        requireStatus(product.act(connections.get(account), "pause"), "PAUSED");
        return "PAUSED, a call: " + refusal(account);
    }

    private String resume(Account account) {
        requireStatus(product.act(connections.get(account), "resume"), "ACTIVE");
        return Patience.await(
                "a call that goes through",
                () -> Optional.of(product.call(connections.get(account), account.path()))
                        .filter(answer -> answer.status() == 200)
                        .map(answer -> "ACTIVE, a call: " + account.seen().apply(answer.json())));
    }

    private String disconnect(Account account) {
        return "%d".formatted(product.disconnect(connections.get(account)).status());
    }

    private String awaitRevocation(Account account) {
        JsonNode ended = Patience.await(
                "status DISCONNECTED and revocation done",
                () -> Optional.of(product.connection(connections.get(account)))
                        .filter(found -> found.path("status").asText().equals("DISCONNECTED")
                                && found.path("revocation").asText().equals("done")));
        return ended.path("status").asText() + ", revocation "
                + ended.path("revocation").asText();
    }

    /** The proxy hears of a change through Kafka, soon. */
    private String refusal(Account account) {
        Answer answer = Patience.await(
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
}
