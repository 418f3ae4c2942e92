package org.integrationstack.gateway.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

/** The topic {@code webhooks.received} as the worker sees it, from its beginning. */
public final class ReceivedTopic implements AutoCloseable {

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, ConsumerRecord<String, byte[]>> seen = new HashMap<>();

    public ReceivedTopic() {
        consumer = new KafkaConsumer<>(login("worker"), new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.WEBHOOKS_RECEIVED.name()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** How that service reaches Kafka. */
    static Properties login(String service) {
        Map<String, String> environment = Infrastructure.environment(service, "kafka");
        Properties config = new Properties();
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, environment.get("KAFKA_BOOTSTRAP_SERVERS"));
        config.put("security.protocol", environment.get("KAFKA_SECURITY_PROTOCOL"));
        config.put("sasl.mechanism", environment.get("KAFKA_SASL_MECHANISM"));
        config.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
                        .formatted(environment.get("KAFKA_USERNAME"), environment.get("KAFKA_PASSWORD")));
        return config;
    }

    /** The first record of a delivery, as soon as it is there; fails when it is not there within 30 s. */
    public ConsumerRecord<String, byte[]> await(String deliveryId) {
        Instant end = Instant.now().plusSeconds(30);
        while (!seen.containsKey(deliveryId) && Instant.now().isBefore(end)) {
            consumer.poll(Duration.ofMillis(200))
                    .forEach(message -> seen.putIfAbsent(delivery(message).deliveryId(), message));
        }
        assertThat(seen).containsKey(deliveryId);
        return seen.get(deliveryId);
    }

    public static ReceivedWebhook delivery(ConsumerRecord<String, byte[]> message) {
        return ReceivedWebhook.fromCloudEvent(KafkaCloudEvents.read(message));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
