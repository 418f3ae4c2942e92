package org.integrationstack.e2e;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.integrationstack.embedded.Signal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What consumers see of changes while the replica that publishes them is killed or frozen, at each point, and another
 * takes over: every change, none of them after a later one for the first time, and one activity each.
 */
@Tag("crash")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayCrashIT {
    private static final int EDITS = 40;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration TAKEN_OVER = Duration.ofSeconds(60);

    private final List<String> table = new ArrayList<>();
    private final List<String> connections = new ArrayList<>();
    private RunningStack stack;
    private Product product;
    private ConnectionsDatabase database;
    private PublishedChanges published;

    /** Where the relay is when it comes to its end. */
    enum Point {
        KILLED_BEFORE_IT_PUBLISHES,
        KILLED_WHILE_IT_PUBLISHES,
        KILLED_WHEN_PUBLISHED_AND_NOT_MARKED,
        KILLED_WHEN_MARKED,
        FROZEN_BEFORE_IT_PUBLISHES_AND_AWAKE_WHEN_ANOTHER_HAS
    }

    @BeforeAll
    void start() throws Exception {
        stack = RunningStack.start("relay");
        product = new Product(stack);
        database = new ConnectionsDatabase(stack);
        published = new PublishedChanges(stack);
        connections.add(product.connect("github", "octocat"));
        connections.add(product.connect("google", "ada@example.com"));
        connections.add(product.connect("salesforce", "wile@acme.example"));
    }

    @AfterAll
    void stop() throws Exception {
        table.forEach(System.out::println);
        published.close();
        database.close();
        stack.close();
    }

    @ParameterizedTest
    @EnumSource
    void publishesEveryChangeInOrder(Point point) throws Exception {
        try (Replica replica = Replica.ofConnections(stack, stack.env("SANDBOX_URL"))) {
            letPublish();
            long changes = sum(this::version);
            long records = records();

            stopAt(point, replica);
            Instant stopped = Instant.now();
            Await.until(TAKEN_OVER, "all is published and shown", this::isAllSeen);

            connections.forEach(this::assertAppliedOnceInOrder);
            changes = sum(this::version) - changes;
            long again = records() - records - changes;
            assertThat(again)
                    .as("what was published and not marked is published again")
                    .isGreaterThanOrEqualTo(point == Point.KILLED_WHEN_PUBLISHED_AND_NOT_MARKED ? 1 : 0);
            table.add("%-53s %d changes, %3d published again, none lost, whole after %.1f s"
                    .formatted(
                            point,
                            changes,
                            again,
                            Duration.between(stopped, Instant.now()).toMillis() / 1000.0));
        }
    }

    /** The replica is to publish, and the stack's own service stands by. */
    private void letPublish() throws Exception {
        signal("PID_CONNECTIONS", Signal.STOP);
        database.endOutboxLease();
        Await.until(SOON, "the replica publishes", database::isOutboxLeased);
        signal("PID_CONNECTIONS", Signal.CONT);
    }

    private void stopAt(Point point, Replica replica) throws Exception {
        long before = records();
        switch (point) {
            case KILLED_BEFORE_IT_PUBLISHES -> {
                signal("PID_KAFKA", Signal.STOP);
                edit();
                replica.kill();
                signal("PID_KAFKA", Signal.CONT);
            }
            case KILLED_WHILE_IT_PUBLISHES -> {
                CompletableFuture<Void> edits = CompletableFuture.runAsync(this::edit);
                Await.until(SOON, "some of it is published", () -> records() > before + EDITS);
                replica.kill();
                edits.join();
            }
            case KILLED_WHEN_PUBLISHED_AND_NOT_MARKED -> {
                signal("PID_KAFKA", Signal.STOP);
                edit();
                database.holdOutbox();
                signal("PID_KAFKA", Signal.CONT);
                Await.until(SOON, "it is published", () -> records() > before);
                Await.until(SOON, "what is published waits to be marked", () -> database.waiting() > 0);
                replica.kill();
                database.endWaiting();
                database.release();
            }
            case KILLED_WHEN_MARKED -> {
                edit();
                Await.until(SOON, "all is marked", () -> database.unpublished() == 0);
                replica.kill();
            }
            case FROZEN_BEFORE_IT_PUBLISHES_AND_AWAKE_WHEN_ANOTHER_HAS -> {
                signal("PID_KAFKA", Signal.STOP);
                edit();
                replica.send(Signal.STOP);
                signal("PID_KAFKA", Signal.CONT);
                Await.until(TAKEN_OVER, "the other has published", () -> database.unpublished() == 0);
                replica.send(Signal.CONT);
                edit();
            }
        }
    }

    /** Changes every connection's labels, in turns. */
    private void edit() {
        IntStream.range(0, EDITS)
                .forEach(edit -> connections.forEach(
                        connection -> product.edit(connection, "{\"labels\":{\"edit\":\"%d\"}}".formatted(edit))));
    }

    private boolean isAllSeen() throws Exception {
        return database.unpublished() == 0
                && connections.stream()
                        .allMatch(connection -> published.versions(connection).contains(version(connection))
                                && activities(connection) == version(connection) - 1);
    }

    private void assertAppliedOnceInOrder(String connection) {
        List<Long> versions = published.versions(connection);
        assertThat(PublishedChanges.applied(versions))
                .as("what a consumer applies of %s", versions)
                .isEqualTo(
                        LongStream.rangeClosed(1, version(connection)).boxed().toList());
        assertThat(activities(connection)).isEqualTo(version(connection) - 1);
    }

    private long records() {
        return sum(connection -> published.versions(connection).size());
    }

    private long sum(ToLongFunction<String> ofConnection) {
        return connections.stream().mapToLong(ofConnection).sum();
    }

    private long version(String connection) {
        return product.connection(connection).path("version").asLong();
    }

    private long activities(String connection) {
        try {
            return database.editsSeen(connection);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void signal(String pid, Signal signal) {
        signal.send(Long.parseLong(stack.env(pid)));
    }
}
