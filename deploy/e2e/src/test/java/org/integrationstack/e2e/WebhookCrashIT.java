package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.integrationstack.e2e.WebhookSender.Webhook;
import org.integrationstack.e2e.WorkerDatabase.Change;
import org.integrationstack.e2e.WorkerDatabase.Waiting;
import org.integrationstack.embedded.Signal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of deliveries that were accepted while processes are killed: each is settled, its activity is recorded
 * once and in order, what it does elsewhere under a key is there once, and what has no key at least once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookCrashIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SETTLED = Duration.ofMinutes(10);
    private static final Duration READY_UNDER_LOAD = Duration.ofMinutes(2);
    private static final int KILLS = 8;
    private static final String CHANNEL = "C012OPEN0";
    private static final int FEW = 36;
    private static final int FEW_EFFECTS = 4;
    private static final int MANY = 20_000;
    private static final int MANY_EFFECTS = 40;
    private static final List<String> MANAGEMENT = List.of("GATEWAY_MANAGEMENT_URL", "WORKER_MANAGEMENT_URL");
    /** Every event is forwarded, which has a key; a pull request is told on Slack, which has none. */
    private static final String SETTINGS = """
            {"settings":{"forward_to":"product","notify_pull_requests":true,"notify_connection":"%s","notify_channel":"%s"}}""";
    /** What the dead had claimed is taken over sooner than by default: the test waits for it. */
    private static final Map<String, String> SHORT_LEASES = Map.of(
            "INTEGRATION_HANDLING_DEADLINE", "4s",
            "INTEGRATION_HANDLING_LEASE", "6s",
            "INTEGRATION_EFFECTS_TIMEOUT", "4s",
            "INTEGRATION_EFFECTS_LEASE", "6s");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> table = new ArrayList<>();
    private RunningStack stack;
    private Product product;
    private WebhookSender sender;
    private Traffic traffic;
    private TopicLog activities;
    private Map<String, String> environment;
    private Replica replica;
    private int crashed;
    private int accepted;

    /** Where the worker is when it is killed. */
    enum Point {
        BEFORE_DELIVERIES_ARE_STORED(Change.DELIVERY_INSERTED),
        DELIVERIES_STORED_AND_OFFSETS_NOT_COMMITTED(Change.DELIVERY_INSERTED),
        WHILE_IT_IS_HANDLED(Change.ACTIVITY_RECORDED),
        HANDLED_AND_NOT_COMMITTED(Change.DELIVERY_SUCCEEDED),
        EFFECT_DONE_AND_NOT_RECORDED(Change.EFFECT_SUCCEEDED);

        private final Change change;

        Point(Change change) {
            this.change = change;
        }
    }

    @BeforeAll
    void start() throws Exception {
        stack = RunningStack.start("webhooks", SHORT_LEASES);
        product = new Product(stack);
        sender = new WebhookSender(stack);
        activities = new TopicLog(stack, "activity.recorded");
        String slack = product.connect("slack", "sue@softball.example");
        String github = product.connectGitHub();
        traffic = new Traffic(
                product.connection(github).path("account").path("id").asText());
        product.edit(github, SETTINGS.formatted(slack, CHANNEL));
        environment = Replica.environment(stack, "PID_WORKER");
        replica = worker();
        try (WorkerDatabase database = new WorkerDatabase(environment)) {
            database.buildGates();
        }
    }

    @AfterAll
    void stop() {
        table.forEach(System.out::println);
        replica.close();
        activities.close();
        stack.close();
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingAtAnyPoint(Point point) throws Exception {
        List<List<Webhook>> webhooks = traffic.next(FEW, FEW_EFFECTS);
        Instant begin = Instant.now();

        CompletableFuture<Void> sending;
        try (WorkerDatabase database = new WorkerDatabase(environment)) {
            database.close(point.change);
            sending = sender.send(webhooks);
            dieAt(point, database, begin);
        }
        sending.join();

        assertSettled(point.toString(), webhooks, begin, 1);
    }

    @Test
    @Tag("crash")
    void losesNothingUnderLoad() throws Exception {
        List<String> victims = List.of("PID_GATEWAY", "PID_WORKER", "PID_KAFKA", "PID_POSTGRES");
        List<List<Webhook>> all = new ArrayList<>();
        Instant begin = Instant.now();

        for (int kill = 0; kill < KILLS; kill++) {
            List<List<Webhook>> webhooks = traffic.next(MANY / KILLS, MANY_EFFECTS / KILLS);
            all = joined(all, webhooks);
            CompletableFuture<Void> sending = sender.send(webhooks);
            killAndWait(victims.get(kill % victims.size()));
            sending.join();
        }

        assertSettled(KILLS + " kills under load", all, begin, KILLS);
    }

    /** List by list, the second after the first. */
    private static List<List<Webhook>> joined(List<List<Webhook>> first, List<List<Webhook>> second) {
        return IntStream.range(0, second.size())
                .mapToObj(key -> Stream.concat(
                                first.isEmpty() ? Stream.of() : first.get(key).stream(), second.get(key).stream())
                        .toList())
                .toList();
    }

    private void dieAt(Point point, WorkerDatabase database, Instant begin) throws Exception {
        Waiting victim = victim(database);
        if (point == Point.DELIVERIES_STORED_AND_OFFSETS_NOT_COMMITTED) {
            signal("PID_KAFKA", Signal.STOP);
            database.open(point.change);
            Await.until(SOON, "they are stored", () -> database.received(begin) > 0);
            killWorker(victim.process());
            signal("PID_KAFKA", Signal.CONT);
        } else {
            killWorker(victim.process());
            database.end(victim.sessions());
            database.open(point.change);
        }
        Await.until(SOON, "there are two workers again", this::areWorkersReady);
    }

    private Waiting victim(WorkerDatabase database) {
        List<Waiting> found = new ArrayList<>();
        Await.until(SOON, "a worker is at the point", () -> {
            database.waitingOf(List.of(pid("PID_WORKER"), replica.pid())).ifPresent(found::add);
            return !found.isEmpty();
        });
        return found.get(0);
    }

    private void killWorker(long process) {
        if (process == replica.pid()) {
            replica.kill();
        } else {
            stack.kill("PID_WORKER");
        }
    }

    private boolean areWorkersReady() {
        if (!replica.isAlive()) {
            replica = worker();
        }
        return isAlive("PID_WORKER") && product.isReady("WORKER_MANAGEMENT_URL");
    }

    private void killAndWait(String victim) {
        String killed = stack.env(victim);
        stack.kill(victim);
        Await.until(
                READY_UNDER_LOAD,
                "all is ready after the kill of " + victim,
                () -> !stack.env(victim).equals(killed) && MANAGEMENT.stream().allMatch(product::isReady));
    }

    private Replica worker() {
        Map<String, String> second = new HashMap<>(environment);
        second.put("INTEGRATION_INGEST_REPLICA_SLOT", "second");
        return Replica.start(stack, "PID_WORKER", second);
    }

    private void assertSettled(String what, List<List<Webhook>> webhooks, Instant begin, int crashes) throws Exception {
        List<String> ids =
                webhooks.stream().flatMap(List::stream).map(Webhook::deliveryId).toList();
        Await.until(SETTLED, "all is handled", () -> handled(ids) == ids.size() && unsettledEffects() == 0);

        try (WorkerDatabase database = new WorkerDatabase(environment)) {
            assertThat(database.settledTwice(ids)).as("handled twice").isZero();
        }
        Await.until(
                SOON, "all activities are published", () -> pushes().keySet().containsAll(branches(webhooks)));
        Map<String, Set<UUID>> recorded = pushes();
        assertThat(webhooks).allSatisfy(ofRepository -> assertRecordedOnceInOrder(ofRepository, recorded));
        crashed += crashes;
        accepted += ids.size();
        int forwardedAgain = assertEffects("forward", accepted);
        int toldAgain = assertEffects("message", traffic.pullRequests());
        assertThat(toldAgain).as("told again").isLessThanOrEqualTo(crashed);
        table.add(
                "%-45s %,6d accepted, %.1f s later all handled once and in order; after %d crashes %d forwarded and %d told again"
                        .formatted(
                                what,
                                ids.size(),
                                Duration.between(begin, Instant.now()).toMillis() / 1000.0,
                                crashed,
                                forwardedAgain,
                                toldAgain));
    }

    /** All are there, by their keys: how many calls there were beyond that. */
    private int assertEffects(String kind, int expected) {
        JsonNode counts = product.effects(kind);
        assertThat(counts.path("distinct").asInt()).as(kind).isEqualTo(expected);
        return counts.path("total").asInt() - expected;
    }

    private long handled(List<String> ids) {
        try (WorkerDatabase database = new WorkerDatabase(environment)) {
            return database.count("succeeded", ids);
        } catch (SQLException away) {
            return -1;
        }
    }

    private long unsettledEffects() throws SQLException {
        try (WorkerDatabase database = new WorkerDatabase(environment)) {
            return database.unsettledEffects();
        }
    }

    /** The activities of a repository's pushes, each once, in the order of the pushes. */
    private static void assertRecordedOnceInOrder(List<Webhook> ofRepository, Map<String, Set<UUID>> recorded) {
        List<String> expected = branches(List.of(ofRepository));
        assertThat(recorded.keySet().stream().filter(Set.copyOf(expected)::contains))
                .containsExactlyElementsOf(expected);
        assertThat(expected)
                .allSatisfy(
                        branch -> assertThat(recorded.get(branch)).as(branch).hasSize(1));
    }

    /** The ids of the activities about a push, by its branch, those first that came first. */
    private Map<String, Set<UUID>> pushes() {
        Map<String, Set<UUID>> ids = new LinkedHashMap<>();
        for (ConsumerRecord<String, byte[]> each : activities.read()) {
            JsonNode activity = json(each.value());
            if (activity.path("type").asText().equals("github.push")) {
                ids.computeIfAbsent(activity.at("/metadata/branch").asText(), branch -> new HashSet<>())
                        .add(UUID.fromString(activity.path("id").asText()));
            }
        }
        return ids;
    }

    private static List<String> branches(List<List<Webhook>> webhooks) {
        return webhooks.stream()
                .flatMap(List::stream)
                .filter(webhook -> webhook.event().equals("push"))
                .map(webhook -> json(webhook.body().getBytes(StandardCharsets.UTF_8))
                        .path("ref")
                        .asText())
                .map(ref -> ref.substring("refs/heads/".length()))
                .toList();
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isAlive(String pid) {
        return ProcessHandle.of(pid(pid)).map(ProcessHandle::isAlive).orElse(false);
    }

    private long pid(String key) {
        return Long.parseLong(stack.env(key));
    }

    private void signal(String pid, Signal signal) {
        signal.send(pid(pid));
    }
}
