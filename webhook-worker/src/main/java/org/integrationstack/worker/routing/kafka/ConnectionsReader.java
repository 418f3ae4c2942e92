package org.integrationstack.worker.routing.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.startup.Prerequisite;
import org.integrationstack.worker.routing.ConnectionUpdates;

/**
 * Follows {@code connections.changed} on a thread of its own: the Kafka consumer blocks, and belongs to one thread. It is
 * in no consumer group, since every replica reads everything; after a failure it begins anew from the start, where most
 * is known already.
 */
@ApplicationScoped
class ConnectionsReader implements Prerequisite {
    private static final Logger LOG = Logger.getLogger(ConnectionsReader.class);
    private static final String TOPIC = Topics.CONNECTIONS_CHANGED.name();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_RECORDS = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Map<String, Object> config;
    private final ConnectionUpdates updates;
    private final Schema schema;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "connections-changed");
    private volatile KafkaConsumer<byte[], byte[]> current;
    private boolean failing; // belongs to the thread

    ConnectionsReader(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, ConnectionUpdates updates, Schema schema) {
        this.updates = updates;
        this.schema = schema;
        this.config = new HashMap<>(kafka);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    }

    @Override
    public String name() {
        return TOPIC;
    }

    @Override
    public Uni<Void> establish() {
        return Uni.createFrom().completionStage(() -> caughtUp.copy());
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.complete(null);
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    private void run() {
        Uni<Void> end = Uni.createFrom().completionStage(() -> stopped.copy());
        Uni.join().first(schema.applied(), end).toTerminate().await().indefinitely();
        while (!stopped.isDone()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
                current = consumer;
                follow(consumer);
            } catch (RuntimeException e) {
                noteFailure(e);
                end.ifNoItem().after(PAUSE).recoverWithItem(() -> null).await().indefinitely();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("the topic does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!stopped.isDone()) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            updates.apply(records).await().indefinitely();
            noteRecovery();
            if (!caughtUp.isDone() && isPast(consumer, ends)) {
                LOG.infof("%s is read to its end", TOPIC);
                caughtUp.complete(null);
            }
        }
    }

    private static boolean isPast(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void noteFailure(RuntimeException failure) {
        if (!failing && !stopped.isDone()) {
            failing = true;
            LOG.warnf("cannot read %s, trying again every second: %s", TOPIC, failure.getMessage());
        }
    }

    private void noteRecovery() {
        if (failing) {
            failing = false;
            LOG.infof("reading %s again", TOPIC);
        }
    }
}
