package org.integrationstack.common.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OutboxRelayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Vertx vertx;
    private static Pool pool;
    private static Map<String, Object> kafka;

    private final Outbox outbox = new Outbox();
    private final List<OutboxRelay> relays = new ArrayList<>();
    private Topic topic;
    private KafkaConsumer<String, byte[]> consumer;
    private final List<ConsumerRecord<String, byte[]>> received = new ArrayList<>();

    @BeforeAll
    static void connect() throws IOException {
        Map<String, String> environment = Infrastructure.environment("connections", "postgres,kafka");
        kafka = Map.of(
                "bootstrap.servers", environment.get("KAFKA_BOOTSTRAP_SERVERS"),
                "security.protocol", environment.get("KAFKA_SECURITY_PROTOCOL"),
                "sasl.mechanism", environment.get("KAFKA_SASL_MECHANISM"),
                "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                                .formatted(environment.get("KAFKA_USERNAME"), environment.get("KAFKA_PASSWORD")));
        vertx = Vertx.vertx();
        PgConnectOptions database = PgConnectOptions.fromUri(environment.get("DATABASE_URL"))
                .setUser(environment.get("DATABASE_USERNAME"))
                .setPassword(environment.get("DATABASE_PASSWORD"));
        pool = Pool.newInstance(io.vertx.sqlclient.Pool.pool(vertx, database, new PoolOptions().setMaxSize(8)));
        execute("drop table if exists outbox, outbox_lease");
        execute(resource("outbox.sql"));
    }

    @AfterAll
    static void disconnect() {
        pool.closeAndAwait();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @BeforeEach
    void createTopic() throws ExecutionException, InterruptedException {
        execute("truncate outbox");
        execute("update outbox_lease set owner = null");
        topic = new Topic("outbox-" + UUID.randomUUID(), 3, Duration.ofDays(1), false, 1_000_000);
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            admin.createTopics(List.of(new NewTopic(topic.name(), topic.partitions(), (short) 1)))
                    .all()
                    .get();
        }
        consumer = new KafkaConsumer<>(new HashMap<>(kafka), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map((PartitionInfo partition) -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    @AfterEach
    void stopRelays() {
        relays.forEach(relay -> relay.stop().await().atMost(PATIENCE));
        consumer.close();
    }

    @Test
    void publishesWhatCommitsAsItWasAppended() {
        startRelay();
        CloudEvent event = event(7);

        append("key", event);

        awaitEvents(1);
        assertThat(received.get(0).key()).isEqualTo("key");
        assertThat(KafkaCloudEvents.read(received.get(0)))
                .usingRecursiveComparison()
                .isEqualTo(event);
    }

    @Test
    void deletesAKeyInTheOrderOfItsChanges() {
        startRelay();

        append("key", event(1));
        Uni<Void> deleting = pool.withTransaction(connection -> outbox.delete(connection, topic, "key"));
        deleting.await().atMost(PATIENCE);

        await().atMost(PATIENCE).until(() -> {
            consumer.poll(Duration.ofMillis(50)).forEach(received::add);
            return received.size() == 2;
        });
        assertThat(received.get(1).key()).isEqualTo("key");
        assertThat(received.get(0).value()).isNotNull();
        assertThat(received.get(1).value()).isNull();
    }

    @Test
    void publishesNothingOfATransactionThatRollsBack() {
        startRelay();
        Uni<Void> doomed = pool.withTransaction(connection -> outbox.append(connection, topic, "key", event(1))
                .chain(appended -> Uni.createFrom().failure(new IllegalStateException("rolled back"))));
        doomed.onFailure().recoverWithNull().await().atMost(PATIENCE);

        append("key", event(2));

        awaitEvents(1);
        assertThat(numbers("key")).containsExactly(2);
    }

    @Test
    void keepsTheOrderOfEachKey() {
        IntStream.range(0, 500).forEach(number -> append("key-" + number % 5, event(number)));

        startRelay();

        awaitEvents(500);
        for (int key = 0; key < 5; key++) {
            assertThat(numbers("key-" + key)).hasSize(100).isSorted();
        }
    }

    @Test
    void twoRelaysPublishEverythingOnceWhileBothLive() {
        startRelay();
        startRelay();

        IntStream.range(0, 200).forEach(number -> append("key", event(number)));

        awaitEvents(200);
        assertThat(numbers("key"))
                .containsExactlyElementsOf(IntStream.range(0, 200).boxed().toList());
    }

    @Test
    void anotherRelayTakesOverFromOneThatStops() {
        OutboxRelay first = startRelay();
        startRelay();
        append("key", event(1));
        awaitEvents(1);

        first.stop().await().atMost(PATIENCE);
        append("key", event(2));

        awaitEvents(2);
        assertThat(numbers("key")).containsExactly(1, 2);
    }

    @Test
    void waitsForTheLeaseOfARelayThatDied() {
        execute("update outbox_lease set owner = '%s', lease_until = now() + interval '3 seconds'"
                .formatted(UUID.randomUUID()));
        append("key", event(1));
        Instant began = Instant.now();

        startRelay();

        awaitEvents(1);
        assertThat(Duration.between(began, Instant.now())).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void goesOnWhenKafkaComesBack() {
        startRelay();
        append("key", event(1));
        awaitEvents(1);
        Infrastructure.kill("kafka");
        try {
            append("key", event(2));
            append("key", event(3));
        } finally {
            Infrastructure.start("kafka");
        }

        awaitEvents(3);
        assertThat(new LinkedHashSet<>(numbers("key"))).containsExactly(1, 2, 3);
    }

    @Test
    void goesOnWhenTheDatabaseComesBack() {
        startRelay();
        Infrastructure.kill("postgres");
        Infrastructure.start("postgres");

        append("key", event(1));

        awaitEvents(1);
        assertThat(numbers("key")).contains(1);
    }

    @Test
    void aRowThatKafkaRefusesHoldsBackItsOwnKeyAlone() {
        append("good", event(1));
        append("bad", event(2, incompressible(2_000_000)));
        append("bad", event(3));
        append("good", event(4));

        startRelay();

        awaitEvents(2);
        await().atMost(PATIENCE).until(() -> unpublished() == 2);
        assertThat(numbers("good")).containsExactly(1, 4);
    }

    private OutboxRelay startRelay() {
        OutboxRelay relay = new OutboxRelay(pool, outbox, kafka);
        relays.add(relay);
        relay.start();
        return relay;
    }

    private void append(String key, CloudEvent event) {
        Uni<Void> appending = pool.withTransaction(connection -> outbox.append(connection, topic, key, event));
        appending
                .onFailure()
                .retry()
                .withBackOff(Duration.ofMillis(50))
                .atMost(10)
                .await()
                .atMost(PATIENCE);
    }

    /** Reads until that many different events have come. */
    private void awaitEvents(int count) {
        await().atMost(PATIENCE).until(() -> {
            consumer.poll(Duration.ofMillis(50)).forEach(received::add);
            return distinctEvents() >= count;
        });
    }

    private int distinctEvents() {
        Set<UUID> ids = new LinkedHashSet<>();
        received.forEach(message -> ids.add(KafkaCloudEvents.read(message).id()));
        return ids.size();
    }

    private List<Integer> numbers(String key) {
        return received.stream()
                .filter(message -> message.key().equals(key))
                .map(message ->
                        Integer.valueOf(KafkaCloudEvents.read(message).subject().orElseThrow()))
                .toList();
    }

    private static CloudEvent event(int number) {
        return event(number, Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    }

    private static CloudEvent event(int number, byte[] data) {
        return new CloudEvent(
                UUID.randomUUID(),
                "org.integrationstack.test.v1",
                URI.create("/test"),
                Instant.parse("2026-01-02T03:04:05Z"),
                Optional.of(Integer.toString(number)),
                Map.of("tenant", "acme"),
                "text/plain",
                data);
    }

    private static byte[] incompressible(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static long unpublished() {
        return pool.query("select count(*) from outbox where published_at is null")
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await()
                .atMost(PATIENCE);
    }

    private static void execute(String sql) {
        pool.query(sql).execute().await().atMost(PATIENCE);
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = Outbox.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
