package org.integrationstack.e2e;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a grant while a thousand ask for its token at once, and when the replica that renews it is killed: at
 * each point, against a provider whose refresh tokens last, one that lets an old one work for a while, and one that ends
 * the whole family when an old one comes again.
 */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshCrashIT {
    private static final int CALLERS = 1_000;
    private static final int EDITS = 30;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<String> table = new ArrayList<>();
    private RunningStack stack;
    private Product product;
    private Credentials credentials;
    private ConnectionsDatabase database;
    private Gate gate;
    private Replica replica;

    /** Where the replica that renews a token is, or its answer, when it is lost. */
    enum Point {
        BEFORE_THE_PROVIDER_HAS_THE_CALL,
        CARRIED_OUT_AND_NOT_ANSWERED,
        ANSWERED_AND_NOT_COMMITTED,
        COMMITTED,
        ANSWER_LOST_AND_NOBODY_DIED
    }

    @BeforeAll
    void start() throws Exception {
        stack = RunningStack.start("crash");
        product = new Product(stack);
        product.settings("{\"slack\":{\"tokenRotation\":true}}");
        credentials = new Credentials(stack);
        database = new ConnectionsDatabase(stack);
        gate = new Gate(stack.env("SANDBOX_URL"));
    }

    @BeforeEach
    void startReplica() {
        replica = Replica.ofConnections(stack, gate.url());
    }

    @AfterEach
    void stopReplica() {
        replica.close();
    }

    @AfterAll
    void stop() throws Exception {
        table.forEach(System.out::println);
        database.close();
        gate.close();
        stack.close();
    }

    @Test
    void askThousandTimesOverTwoReplicasAndTheProviderOnce() throws Exception {
        String connection = product.connect("salesforce", "wile@acme.example");
        long before = product.refreshes("salesforce");
        String old = token(connection);
        database.expire(connection);
        Instant begin = Instant.now();

        List<CompletableFuture<HttpResponse<String>>> asked = askOfBoth(connection);
        Set<String> answers = answers(asked);

        assertThat(answers)
                .as("every caller gets the same new token")
                .hasSize(1)
                .doesNotContain(old);
        assertThat(product.refreshes("salesforce") - before).isEqualTo(1);
        table.add("%d requests over 2 replicas for a token that has ended: 1 refresh, %d ms"
                .formatted(CALLERS, Duration.between(begin, Instant.now()).toMillis()));
    }

    @Test
    void editsAndRenewalsOverwriteNothingOfEachOther() throws Exception {
        String connection = product.connect("google", "ada@example.com");
        long before = product.refreshes("google");
        database.expire(connection);

        List<CompletableFuture<HttpResponse<String>>> asked = askOfBoth(connection);
        IntStream.range(0, EDITS)
                .forEach(edit -> product.edit(connection, "{\"labels\":{\"edit%d\":\"%d\"}}".formatted(edit, edit)));
        Set<String> answers = answers(asked);

        assertThat(answers).hasSize(1);
        assertThat(product.refreshes("google") - before).isEqualTo(1);
        JsonNode labels = product.connection(connection).path("labels");
        assertThat(labels).hasSize(EDITS);
        assertThat(database.version(connection)).isEqualTo(2);
        table.add("the same with %d edits meanwhile: 1 refresh, every edit is there".formatted(EDITS));
    }

    @ParameterizedTest(name = "{0}, {1}: {3}")
    @CsvSource({
        "google, BEFORE_THE_PROVIDER_HAS_THE_CALL, ada@example.com, ACTIVE",
        "google, CARRIED_OUT_AND_NOT_ANSWERED, ada@example.com, ACTIVE",
        "google, ANSWERED_AND_NOT_COMMITTED, ada@example.com, ACTIVE",
        "google, COMMITTED, ada@example.com, ACTIVE",
        "google, ANSWER_LOST_AND_NOBODY_DIED, ada@example.com, ACTIVE",
        "slack, BEFORE_THE_PROVIDER_HAS_THE_CALL, sue@softball.example, ACTIVE",
        "slack, CARRIED_OUT_AND_NOT_ANSWERED, sue@softball.example, ACTIVE",
        "slack, ANSWERED_AND_NOT_COMMITTED, sue@softball.example, ACTIVE",
        "slack, COMMITTED, sue@softball.example, ACTIVE",
        "slack, ANSWER_LOST_AND_NOBODY_DIED, sue@softball.example, ACTIVE",
        "salesforce, BEFORE_THE_PROVIDER_HAS_THE_CALL, wile@acme.example, ACTIVE",
        "salesforce, CARRIED_OUT_AND_NOT_ANSWERED, wile@acme.example, NEEDS_REAUTHORIZATION",
        "salesforce, ANSWERED_AND_NOT_COMMITTED, wile@acme.example, NEEDS_REAUTHORIZATION",
        "salesforce, COMMITTED, wile@acme.example, ACTIVE",
        "salesforce, ANSWER_LOST_AND_NOBODY_DIED, wile@acme.example, NEEDS_REAUTHORIZATION"
    })
    void keepsEveryGrantThatCanBeKept(String provider, Point point, String login, String status) throws Exception {
        String connection = product.connect(provider, login);
        long version = database.version(connection);
        database.expire(connection);
        long before = product.refreshes(provider);

        dieAt(point, connection, version);
        Instant died = Instant.now();
        HttpResponse<String> answer = answerOfTheOther(connection);

        JsonNode after = product.connection(connection);
        long calls = product.refreshes(provider) - before;
        table.add("%-11s %-33s %-22s %d calls, %.1f s"
                .formatted(
                        provider,
                        point,
                        after.path("status").asText(),
                        calls,
                        Duration.between(died, Instant.now()).toMillis() / 1000.0));
        assertThat(after.path("status").asText()).isEqualTo(status);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status.equals("ACTIVE") ? 200 : 409);
        assertThat(calls).as("calls to the provider").isBetween(1L, 2L);
    }

    private String token(String connection) {
        return Credentials.json(credentials
                        .ask(stack.env("CONNECTIONS_URL"), connection)
                        .join())
                .path("accessToken")
                .asText();
    }

    private void dieAt(Point point, String connection, long version) throws Exception {
        gate.set(position(point));
        CompletableFuture<HttpResponse<String>> asked = credentials.ask(replica.url(), connection);
        if (point == Point.COMMITTED) {
            Await.until(SOON, "the new token is stored", () -> database.version(connection) > version);
        } else {
            gate.awaitRequest();
        }
        if (point == Point.ANSWERED_AND_NOT_COMMITTED) {
            database.holdTokens(connection);
            gate.letAnswersThrough();
            Await.until(SOON, "the answer waits to be stored", () -> database.waiting() > 0);
        }
        if (point == Point.ANSWER_LOST_AND_NOBODY_DIED) {
            gate.set(Gate.Position.OPEN);
        } else {
            replica.kill();
            asked.cancel(true);
        }
        database.release();
    }

    private static Gate.Position position(Point point) {
        return switch (point) {
            case BEFORE_THE_PROVIDER_HAS_THE_CALL -> Gate.Position.BEFORE_PROVIDER;
            case CARRIED_OUT_AND_NOT_ANSWERED, ANSWERED_AND_NOT_COMMITTED -> Gate.Position.AFTER_PROVIDER;
            case COMMITTED -> Gate.Position.OPEN;
            case ANSWER_LOST_AND_NOBODY_DIED -> Gate.Position.ANSWER_LOST;
        };
    }

    /** Asks the replica that lives until it knows: while a lease or a pause lasts it says to come again later. */
    private HttpResponse<String> answerOfTheOther(String connection) {
        List<HttpResponse<String>> last = new ArrayList<>();
        Await.until(Duration.ofSeconds(60), "the other replica knows what became of the token", () -> {
            last.add(credentials.ask(stack.env("CONNECTIONS_URL"), connection).join());
            return last.get(last.size() - 1).statusCode() != 503;
        });
        return last.get(last.size() - 1);
    }

    private List<CompletableFuture<HttpResponse<String>>> askOfBoth(String connection) {
        gate.set(Gate.Position.OPEN);
        return IntStream.range(0, CALLERS)
                .mapToObj(caller ->
                        credentials.ask(caller % 2 == 0 ? replica.url() : stack.env("CONNECTIONS_URL"), connection))
                .toList();
    }

    private static Set<String> answers(List<CompletableFuture<HttpResponse<String>>> asked) {
        return asked.stream()
                .map(CompletableFuture::join)
                .peek(answer ->
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200))
                .map(answer -> Credentials.json(answer).path("accessToken").asText())
                .collect(Collectors.toSet());
    }
}
