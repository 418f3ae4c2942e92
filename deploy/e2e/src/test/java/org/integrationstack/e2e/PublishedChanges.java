package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What {@code connections.changed} holds, read as a consumer of it does. */
final class PublishedChanges implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "connections.changed";
    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<Change> changes = new ArrayList<>();
    private final Consumer<String, byte[]> consumer;

    private record Change(String connection, long version) {}

    PublishedChanges(RunningStack stack) {
        Map<String, String> proxy = Replica.environment(stack, "PID_PROXY");
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", proxy.get("KAFKA_BOOTSTRAP_SERVERS"),
                        "security.protocol", "SASL_PLAINTEXT",
                        "sasl.mechanism", "PLAIN",
                        "sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                                        .formatted(proxy.get("KAFKA_USERNAME"), proxy.get("KAFKA_PASSWORD")),
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All versions of a connection so far, in the order in which they were published, each as often as it was. */
    List<Long> versions(String connection) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        do {
            consumer.poll(LOOK).forEach(this::add);
        } while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue()));
        return changes.stream()
                .filter(change -> change.connection().equals(connection))
                .map(Change::version)
                .toList();
    }

    /** What a consumer makes of them that ignores a version that is not newer than what it has. */
    static List<Long> applied(List<Long> versions) {
        List<Long> applied = new ArrayList<>();
        for (long version : versions) {
            if (applied.isEmpty() || version > applied.get(applied.size() - 1)) {
                applied.add(version);
            }
        }
        return applied;
    }

    private void add(ConsumerRecord<String, byte[]> message) {
        try {
            changes.add(new Change(
                    message.key(),
                    JSON.readTree(message.value()).path("version").asLong()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
