package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.claiming.Executor;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.LeaseLostException;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.integrationstack.worker.WebhookFixture.connection;

class ExecutorIT {
    private static final String ACCOUNT = "583231";
    private static final Duration LEASE = Duration.ofSeconds(20);

    private final List<Executor<Claim>> executors = new ArrayList<>();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private LedgerDatabase database;

    @BeforeEach
    void open() {
        database = LedgerDatabase.open();
        database.query(
                "create table if not exists handled (n bigserial, delivery uuid primary key, key text not null)");
        database.query("truncate handled");
        LedgerDatabase.await(database.ledger().learn(List.of(connection("acme", "alice", ACCOUNT))));
    }

    @AfterEach
    void close() {
        executors.forEach(executor -> LedgerDatabase.await(executor.stop()));
        database.close();
    }

    /** With failures, and executors that die over what they have claimed. */
    @Test
    void twoExecutorsHandleEveryDeliveryOnceAndInOrderOfArrivalWithinItsKey() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<ReceivedWebhook> webhooks = IntStream.range(0, 300)
                .mapToObj(n -> WebhookFixture.push(ACCOUNT).orderingKey("key " + random.nextInt(12)))
                .map(WebhookFixture::received)
                .toList();
        // How many attempts at a delivery fail before one succeeds; with three it is dead.
        Map<String, Integer> failures = webhooks.stream()
                .collect(Collectors.toMap(ReceivedWebhook::deliveryId, webhook -> Math.max(0, random.nextInt(8) - 4)));
        Handler unreliable = (delivery, payload, transaction) -> {
            if (delivery.attempts() > failures.get(delivery.deliveryId())) {
                return recordHandled(delivery, transaction);
            }
            if (delivery.attempts() == 1) {
                throw new IllegalStateException("on purpose");
            }
            return Uni.createFrom().failure(new IllegalStateException("on purpose"));
        };
        start(unreliable, LEASE);
        start(unreliable, LEASE);

        receiveInBatches(webhooks, random);

        await().atMost(Duration.ofSeconds(60)).until(() -> openDeliveries() == 0);
        assertThat(handledByKey())
                .as("handled in order, seed %d", seed)
                .isEqualTo(webhooks.stream()
                        .filter(webhook -> failures.get(webhook.deliveryId()) < 3)
                        .collect(Collectors.groupingBy(
                                ReceivedWebhook::recordKey,
                                Collectors.mapping(ReceivedWebhook::deliveryId, Collectors.toList()))));
        assertThat(database.count("select count(*) from delivery where status = 'dead'"))
                .as("dead, seed %d", seed)
                .isEqualTo(
                        failures.values().stream().filter(failed -> failed >= 3).count());
        assertThat(database.count("select count(*) from delivery_key")).isZero();
    }

    @Test
    void takesOverFromAnExecutorThatDiedAndFencesItOff() {
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        Claim lost = database.claim("dies", 1, Duration.ofMillis(200)).get(0);

        start((delivery, payload, transaction) -> recordHandled(delivery, transaction), LEASE);

        await().until(() -> openDeliveries() == 0);
        assertThatThrownBy(() -> LedgerDatabase.await(database.queue()
                        .settle(
                                lost,
                                LEASE,
                                (transaction, payload) -> recordHandledTwice(lost.delivery(), transaction))))
                .isInstanceOf(LeaseLostException.class);
        assertThat(deliveries()).singleElement().satisfies(row -> {
            assertThat(row.getString("status")).isEqualTo("succeeded");
            assertThat(row.getInteger("attempts"))
                    .as("the one cut off does not count")
                    .isEqualTo(1);
        });
        assertThat(database.count("select count(*) from handled")).isEqualTo(1);
    }

    @Test
    void leavesAKeyAloneWhileAnotherExecutorHoldsIt() {
        database.receive(List.of(
                WebhookFixture.push(ACCOUNT).orderingKey("held").received(),
                WebhookFixture.push(ACCOUNT).orderingKey("held").received()));
        List<Claim> held = database.claim("other", 1, LEASE);
        assertThat(held).hasSize(1);
        start((delivery, payload, transaction) -> recordHandled(delivery, transaction), LEASE);

        database.receive(List.of(
                WebhookFixture.push(ACCOUNT).orderingKey("held").received(),
                WebhookFixture.push(ACCOUNT).orderingKey("free").received()));

        await().until(() -> database.count("select count(*) from handled") == 1);
        assertThat(handledByKey()).doesNotContainKey(held.get(0).delivery().key());
        assertThat(openDeliveries()).isEqualTo(3);
    }

    @Test
    void givesUpAfterThreeAttemptsAndGoesOnWithTheKey() {
        WebhookFixture poison = WebhookFixture.push(ACCOUNT).type("poison");
        WebhookFixture next = WebhookFixture.push(ACCOUNT);
        database.receive(List.of(poison.received(), next.received()));

        start(
                (delivery, payload, transaction) -> delivery.type().equals("poison")
                        ? recordHandled(delivery, transaction)
                                .chain(() -> Uni.createFrom().failure(new IllegalStateException("secret text")))
                        : recordHandled(delivery, transaction),
                LEASE);

        await().until(() -> openDeliveries() == 0);
        assertThat(deliveries())
                .extracting(
                        row -> row.getString("status"),
                        row -> row.getString("reason"),
                        row -> row.getInteger("attempts"))
                .containsExactly(
                        tuple("dead", "the handler failed: IllegalStateException", 3), tuple("succeeded", null, 1));
        assertThat(database.count("select count(*) from handled"))
                .as("what failed attempts wrote is gone")
                .isEqualTo(1);
        assertThat(meters.counter("worker.deliveries.settled", "provider", "github", "status", "dead")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void givesUpADeliveryThatTookDownEveryExecutorSoFar() {
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        for (int attempt = 1; attempt <= 4; attempt++) {
            await().until(() -> !database.claim("dies", 1, Duration.ofMillis(1)).isEmpty());
        }

        start((delivery, payload, transaction) -> recordHandled(delivery, transaction), LEASE);

        await().until(() -> openDeliveries() == 0);
        assertThat(deliveries()).singleElement().satisfies(row -> {
            assertThat(row.getString("status")).isEqualTo("dead");
            assertThat(row.getString("reason")).isEqualTo("no attempt came to its end");
        });
    }

    @Test
    void anAttemptThatTakesTooLongHasFailed() {
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        Handler hangs = (delivery, payload, transaction) -> delivery.attempts() < 2
                ? transaction.query("select pg_sleep(20)").execute().replaceWith(new Outcome.Succeeded())
                : recordHandled(delivery, transaction);

        start(hangs, new TestConfig(LEASE, Duration.ofMillis(300)));

        await().until(() -> openDeliveries() == 0);
        assertThat(deliveries()).singleElement().satisfies(row -> {
            assertThat(row.getString("status")).isEqualTo("succeeded");
            assertThat(row.getInteger("attempts")).isEqualTo(2);
            assertThat(row.getJsonArray("history").getJsonObject(0).getString("outcome"))
                    .isEqualTo("retrying");
        });
    }

    @Test
    void whatWaitsHasNotFailed() {
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        AtomicInteger turns = new AtomicInteger();
        Handler waits = (delivery, payload, transaction) -> turns.incrementAndGet() < 6
                ? Uni.createFrom().item(new Outcome.Parked("not yet", Duration.ofMillis(5)))
                : recordHandled(delivery, transaction);

        start(waits, LEASE);

        await().until(() -> openDeliveries() == 0);
        assertThat(deliveries()).singleElement().satisfies(row -> {
            assertThat(row.getString("status")).isEqualTo("succeeded");
            assertThat(row.getInteger("attempts")).isEqualTo(1);
        });
    }

    @Test
    void aPayloadThatDoesNotOpenIsGivenUpAndToldWithoutIt() {
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        database.query("update payload set body = '\\x00'");

        start((delivery, payload, transaction) -> recordHandled(delivery, transaction), LEASE);

        await().until(() -> openDeliveries() == 0);
        assertThat(deliveries())
                .singleElement()
                .satisfies(row ->
                        assertThat(row.getString("reason")).isEqualTo("the handler failed: SealBrokenException"));
        assertThat(database.count("select count(*) from outbox where topic = 'webhooks.dead-letter'"))
                .isOne();
    }

    /** A claim that outlived its key, which was emptied and filled again, must not settle for what came later. */
    @Test
    void fencesOffAClaimOfAKeyThatWasMadeAnew() {
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        Claim lost = database.claim("executor", 1, Duration.ofMillis(1)).get(0);
        await().untilAsserted(() -> database.claim("other", 1, LEASE)
                .forEach(claim -> LedgerDatabase.await(database.queue()
                        .settle(
                                claim,
                                LEASE,
                                (transaction, payload) -> recordHandled(claim.delivery(), transaction)))));
        await().until(() -> openDeliveries() == 0);
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        Claim next = database.claim("executor", 1, LEASE).get(0);
        assertThat(next.queueKey()).isEqualTo(lost.queueKey());

        assertThatThrownBy(() -> LedgerDatabase.await(database.queue()
                        .settle(
                                lost,
                                LEASE,
                                (transaction, payload) -> recordHandledTwice(lost.delivery(), transaction))))
                .isInstanceOf(LeaseLostException.class);
    }

    @Test
    void aFailureParksItsKeyAlone() {
        WebhookFixture parked = WebhookFixture.push(ACCOUNT).orderingKey("parked");
        database.receive(List.of(
                parked.received(),
                WebhookFixture.push(ACCOUNT).orderingKey("parked").received(),
                WebhookFixture.push(ACCOUNT).orderingKey("other").received()));
        Map<String, Outcome> outcomes =
                new ConcurrentHashMap<>(Map.of(parked.deliveryId(), new Outcome.Retry("wait", Duration.ofHours(1))));

        start(
                (delivery, payload, transaction) -> outcomes.containsKey(delivery.deliveryId())
                        ? Uni.createFrom().item(outcomes.get(delivery.deliveryId()))
                        : recordHandled(delivery, transaction),
                LEASE);

        await().until(() -> database.count("select count(*) from handled") == 1);
        await().untilAsserted(() -> assertThat(deliveries())
                .extracting(row -> row.getString("status"))
                .containsExactly("retrying", "received", "succeeded"));
    }

    @Test
    void finishesWhatItHasBegunBeforeItStops() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Executor<Claim> executor = start(
                (delivery, payload, transaction) -> {
                    begun.complete(null);
                    return Uni.createFrom().completionStage(release).chain(() -> recordHandled(delivery, transaction));
                },
                LEASE);
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        await().until(begun::isDone);

        CompletableFuture<Void> stopped = executor.stop().subscribeAsCompletionStage();
        assertThat(stopped).isNotDone();
        release.complete(null);

        await().until(stopped::isDone);
        assertThat(deliveries())
                .singleElement()
                .satisfies(row -> assertThat(row.getString("status")).isEqualTo("succeeded"));
    }

    private Executor<Claim> start(Handler handler, Duration lease) {
        return start(handler, new TestConfig(lease));
    }

    private Executor<Claim> start(Handler handler, HandlingConfig config) {
        Executor<Claim> executor = Handling.executor(
                database.queue(),
                handler,
                config,
                new DeadLetters(new Outbox(), database.sealer()),
                meters,
                OpenTelemetry.noop(),
                database.vertx().getDelegate());
        executors.add(executor);
        executor.start(Uni.createFrom().voidItem());
        return executor;
    }

    private void receiveInBatches(List<ReceivedWebhook> webhooks, Random random) {
        int from = 0;
        while (from < webhooks.size()) {
            int to = Math.min(webhooks.size(), from + 1 + random.nextInt(40));
            database.receive(webhooks.subList(from, to));
            executors.forEach(Executor::wake);
            dieOverWhatIsDue(from, to, webhooks.size() / 2);
            from = to;
        }
    }

    /** Once, at the batch in which that delivery is. */
    private void dieOverWhatIsDue(int from, int to, int at) {
        if (from <= at && at < to) {
            database.claim("dies", 5, Duration.ofMillis(50));
        }
    }

    private static Uni<Outcome> recordHandled(Delivery delivery, SqlConnection transaction) {
        return transaction
                .preparedQuery("insert into handled (delivery, key) values ($1, $2)")
                .execute(Tuple.of(delivery.id().value(), delivery.key()))
                .replaceWith(new Outcome.Succeeded());
    }

    /** As a handler would that does not notice that it ran before. */
    private static Uni<Outcome> recordHandledTwice(Delivery delivery, SqlConnection transaction) {
        return transaction
                .preparedQuery("insert into handled (delivery, key) values (gen_random_uuid(), $1)")
                .execute(Tuple.of(delivery.key()))
                .replaceWith(new Outcome.Succeeded());
    }

    private Map<String, List<String>> handledByKey() {
        return database
                .query("select d.key, d.delivery_id from handled h join delivery d on d.id = h.delivery order by h.n")
                .stream()
                .collect(Collectors.groupingBy(
                        row -> row.getString("key"),
                        Collectors.mapping(row -> row.getString("delivery_id"), Collectors.toList())));
    }

    private long openDeliveries() {
        return database.count("select count(*) from delivery where status in ('received', 'processing', 'retrying')");
    }

    private List<Row> deliveries() {
        return database.query("select * from delivery order by seq");
    }
}
