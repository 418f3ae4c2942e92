package org.integrationstack.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic, read as a consumer of it does. */
final class TopicLog implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    private final Consumer<String, byte[]> consumer;

    TopicLog(RunningStack stack, String topic) {
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
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All records so far; those of a partition in the order in which they were published. */
    List<ConsumerRecord<String, byte[]>> read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        do {
            consumer.poll(LOOK).forEach(records::add);
        } while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue()));
        return List.copyOf(records);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
