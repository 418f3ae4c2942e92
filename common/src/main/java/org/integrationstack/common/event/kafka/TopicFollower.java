package org.integrationstack.common.event.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.Topic;

/**
 * Reads a compacted topic from its beginning and then follows it, on a thread of its own: the Kafka consumer blocks, and
 * belongs to one thread. It is in no consumer group, since every replica reads everything. After a failure, of Kafka's or
 * of who applies the records, it begins anew from the start, where most is known already. Thread-safe.
 */
public final class TopicFollower {
    private static final Logger LOG = Logger.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_RECORDS = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String topic;
    private final Map<String, Object> config;
    private final Function<ConsumerRecords<byte[], byte[]>, Uni<Void>> apply;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> current;
    private boolean failing; // belongs to the thread

    /**
     * @param kafka how to reach Kafka: the service's {@code @Identifier("default-kafka-broker") Map<String, Object>}
     * @param apply takes what was read, in order per key and often nothing; nothing more is read until it has done so
     */
    public TopicFollower(
            Topic topic, Map<String, Object> kafka, Function<ConsumerRecords<byte[], byte[]>, Uni<Void>> apply) {
        this.topic = topic.name();
        this.apply = apply;
        this.thread = new Thread(this::run, "follows-" + topic.name());
        this.config = new HashMap<>(kafka);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
    }

    /** Begins to read, and goes on whatever fails, until stopped. */
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops reading. */
    public void stop() {
        stopped.complete(null);
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
    }

    /** Completes once everything was applied that was on the topic when the reading began. */
    public Uni<Void> caughtUp() {
        return Uni.createFrom().completionStage(() -> caughtUp.copy());
    }

    private void run() {
        while (!stopped.isDone()) {
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
                current = consumer;
                follow(consumer);
            } catch (RuntimeException e) {
                noteFailure(e);
                pause();
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        if (partitions.isEmpty()) {
            throw new IllegalStateException("the topic does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!stopped.isDone()) {
            apply.apply(consumer.poll(POLL)).await().indefinitely();
            noteRecovery();
            if (!caughtUp.isDone() && isPast(consumer, ends)) {
                LOG.infof("%s is read to its end", topic);
                caughtUp.complete(null);
            }
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private static boolean isPast(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Until it is time to try again, or to stop. */
    private void pause() {
        try {
            stopped.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.debugf("reading %s anew", topic);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("nobody fails or interrupts this", e);
        }
    }

    private void noteFailure(RuntimeException failure) {
        if (!failing && !stopped.isDone()) {
            failing = true;
            LOG.warnf("cannot read %s, trying again every second: %s", topic, failure.getMessage());
        }
    }

    private void noteRecovery() {
        if (failing) {
            failing = false;
            LOG.infof("reading %s again", topic);
        }
    }
}
