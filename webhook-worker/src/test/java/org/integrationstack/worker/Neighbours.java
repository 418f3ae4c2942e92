package org.integrationstack.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.DeadLetter;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;

/** The services around the worker, as far as Kafka shows them: what they write, and what they read of the worker. */
@ApplicationScoped
public class Neighbours {
    private final ObjectMapper json;
    private final MacKeys gatewayKeys;
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> written = new ArrayList<>();

    Neighbours(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "integration.keys.webhook-mac") String gatewayKeys,
            ObjectMapper json) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.put("max.request.size", Topics.WEBHOOKS_RECEIVED.maxBytes());
        config.remove("group.id");
        this.json = json;
        this.gatewayKeys = MacKeys.parse(Secret.of(gatewayKeys));
        this.producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The gateway received this webhook, whose request had a trace. */
    public RecordMetadata gatewayReceives(WebhookFixture webhook, String traceParent) {
        ReceivedWebhook signed = webhook.received().signedWith(gatewayKeys);
        Headers headers = KafkaCloudEvents.toHeaders(signed.toCloudEvent());
        headers.add("traceparent", traceParent.getBytes(StandardCharsets.UTF_8));
        return write(Topics.WEBHOOKS_RECEIVED.name(), signed.recordKey(), headers, signed.body());
    }

    public RecordMetadata gatewayReceives(WebhookFixture webhook) {
        return gatewayReceives(webhook, "00-" + traceId() + "-00f067aa0ba902b7-01");
    }

    /** Somebody writes a webhook record that the gateway did not sign. */
    public RecordMetadata forge(ReceivedWebhook webhook) {
        CloudEvent event = webhook.toCloudEvent();
        return write(
                Topics.WEBHOOKS_RECEIVED.name(), webhook.recordKey(), KafkaCloudEvents.toHeaders(event), event.data());
    }

    /** Writes a record as it is. */
    public RecordMetadata write(String topic, String key, Headers headers, byte[] value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            return producer.send(new ProducerRecord<>(topic, null, keyBytes, value, headers))
                    .get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new IllegalStateException("Kafka did not take a record", e);
        }
    }

    /** A connection changed. */
    public void connectionChanges(ConnectionChanged change) {
        CloudEvent event = change.toCloudEvent(UUID.randomUUID());
        write(Topics.CONNECTIONS_CHANGED.name(), change.recordKey(), KafkaCloudEvents.toHeaders(event), event.data());
    }

    /** An API key changed. */
    public void apiKeyChanges(ApiKeyChanged change) {
        CloudEvent event = change.toCloudEvent(UUID.randomUUID());
        write(Topics.API_KEYS_CHANGED.name(), change.recordKey(), KafkaCloudEvents.toHeaders(event), event.data());
    }

    /** The headers of this webhook's record, signed. */
    public Headers headersOf(WebhookFixture webhook) {
        return KafkaCloudEvents.toHeaders(
                webhook.received().signedWith(gatewayKeys).toCloudEvent());
    }

    /** All activities of the tenant that the worker has recorded so far, in order. */
    public List<JsonNode> activities(String tenant) {
        return written(Topics.ACTIVITY_RECORDED)
                .filter(record -> tenant.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .map(record -> parse(record.value()))
                .toList();
    }

    /** The dead letters of the tenant so far, in order. */
    public List<DeadLetter> deadLetters(String tenant) {
        return written(Topics.WEBHOOKS_DEAD_LETTER)
                .map(record -> DeadLetter.fromCloudEvent(KafkaCloudEvents.read(record)))
                .filter(letter -> letter.tenant().value().equals(tenant))
                .toList();
    }

    private synchronized Stream<ConsumerRecord<byte[], byte[]>> written(Topic topic) {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = Stream.of(Topics.ACTIVITY_RECORDED, Topics.WEBHOOKS_DEAD_LETTER)
                    .flatMap(read -> consumer.partitionsFor(read.name()).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        consumer.poll(Duration.ofMillis(100)).forEach(written::add);
        return List.copyOf(written).stream().filter(record -> record.topic().equals(topic.name()));
    }

    private JsonNode parse(byte[] value) {
        try {
            return json.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String traceId() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    @PreDestroy
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close();
    }
}
