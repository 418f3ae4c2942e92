package org.integrationstack.connections.activity.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.activity.Rebuild;
import org.integrationstack.connections.activity.Rebuilding.Replay;
import org.integrationstack.connections.activity.Rebuilds;

/**
 * Reads the topic from its beginning to where it ends now, on a thread of its own: the Kafka consumer blocks. It is in no
 * consumer group, so that the live projection goes on undisturbed.
 */
@ApplicationScoped
class TopicReplay implements Replay {
    private static final Logger LOG = Logger.getLogger(TopicReplay.class);
    private static final String TOPIC = Topics.ACTIVITY_RECORDED.name();
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int MOST_RECORDS = 500;

    private final Projection projection;
    private final ActivityLog log;
    private final Rebuilds rebuilds;
    private final Map<String, Object> config;
    private volatile boolean stopping;

    @Inject
    TopicReplay(
            Projection projection,
            ActivityLog log,
            Rebuilds rebuilds,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.projection = projection;
        this.log = log;
        this.rebuilds = rebuilds;
        this.config = new HashMap<>(kafka);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
    }

    @Override
    public void start(UUID rebuild) {
        Thread thread = new Thread(() -> run(rebuild), "activity-rebuild");
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private void run(UUID rebuild) {
        Rebuild.State end = Rebuild.State.FAILED;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(config)) {
            end = read(consumer, rebuild) ? Rebuild.State.DONE : Rebuild.State.INTERRUPTED;
        } catch (RuntimeException e) {
            LOG.errorf("rebuild %s of the activity log has failed: %s", rebuild, e.getMessage());
        }
        try {
            rebuilds.end(rebuild, end).await().indefinitely();
        } catch (RuntimeException e) {
            LOG.warnf("the end of rebuild %s could not be noted: %s", rebuild, e.getMessage());
        }
    }

    /** Whether it came to the end. */
    private boolean read(KafkaConsumer<byte[], byte[]> consumer, UUID rebuild) {
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        long first = partitions.stream().mapToLong(consumer::position).sum();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        long total = ends.values().stream().mapToLong(Long::longValue).sum() - first;
        Instant lastHeard = Instant.now();
        while (!stopping) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            projection.store(records, log::restore).await().indefinitely();
            long missing = ends.entrySet().stream()
                    .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                    .sum();
            rebuilds.progress(rebuild, total - missing, total).await().indefinitely();
            if (missing == 0) {
                return true;
            }
            lastHeard = records.isEmpty() ? lastHeard : Instant.now();
            if (lastHeard.plus(LONGEST_SILENCE).isBefore(Instant.now())) {
                throw new IllegalStateException("Kafka has nothing to say");
            }
        }
        return false;
    }
}
