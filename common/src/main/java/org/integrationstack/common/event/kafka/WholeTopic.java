package org.integrationstack.common.event.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import org.integrationstack.common.event.Topic;

/**
 * One reading of all that a topic holds, from its beginning on. It is in no consumer group, so that it disturbs nobody and
 * every replica can read everything. Its methods block, and belong to one thread; {@link #wakeup} alone is for any.
 */
public final class WholeTopic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SAYS_WITHIN = Duration.ofSeconds(2);
    private static final int MOST_RECORDS = 500;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private Map<TopicPartition, Long> ends = Map.of();

    /**
     * @param kafka how to reach Kafka: the service's {@code @Identifier("default-kafka-broker") Map<String, Object>}
     * @param patience how long Kafka may take to say what the topic holds
     */
    public WholeTopic(Topic topic, Map<String, Object> kafka, Duration patience) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
        this.topic = topic.name();
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Goes to the topic's beginning, and notes where it ends now.
     *
     * @return how many offsets lie between: records, and places where there were some
     */
    public long begin() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("the topic does not exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = consumer.endOffsets(partitions);
        return missing();
    }

    /** What comes next, in order per key; often nothing, where the topic ends. */
    public ConsumerRecords<byte[], byte[]> next() {
        return consumer.poll(POLL);
    }

    /** Notes where the topic ends now, as {@link #begin} did; false when Kafka does not say within moments. */
    public boolean mark() {
        try {
            ends = consumer.endOffsets(ends.keySet(), SAYS_WITHIN);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** How many offsets there are still to where the topic ended when that was noted last; 0 once that was read. */
    public long missing() {
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
                .sum();
    }

    /** Has whatever blocks, or will next, fail. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
