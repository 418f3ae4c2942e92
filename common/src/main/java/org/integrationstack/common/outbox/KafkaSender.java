package org.integrationstack.common.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.integrationstack.common.event.Topics;

/**
 * The outbox's producer: acknowledged by all replicas, idempotent, and done one way or the other within its time. When a
 * record does not get through, what was handed over after it does not either: its producer is given up, since one that
 * went on would deliver later records of the same key first. What Kafka refuses for good, such as a record too large,
 * stops no other.
 */
final class KafkaSender {
    /** How long Kafka may take to deliver a record; after that it is not on its way any more. */
    static final Duration DELIVERY = Duration.ofSeconds(5);

    private final Map<String, Object> config;
    private Producer<String, byte[]> producer;
    private volatile Throwable broken;

    KafkaSender(Map<String, Object> kafka) {
        this.config = new HashMap<>(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000L);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.WEBHOOKS_DEAD_LETTER.maxBytes());
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    }

    /** Forgets an earlier failure: what is sent from here on is in order again. */
    void begin() {
        if (broken != null) {
            close();
            broken = null;
        }
    }

    /** Hands a record to Kafka at once, in the order of the calls; blocks while metadata is missing, 2 s at most. */
    Uni<Void> send(ProducerRecord<String, byte[]> message) {
        if (broken != null) {
            return Uni.createFrom().failure(broken);
        }
        CompletableFuture<Void> delivery = new CompletableFuture<>();
        try {
            Producer<String, byte[]> current = open();
            Future<?> unused = current.send(message, (metadata, failure) -> settle(current, delivery, failure));
        } catch (KafkaException | IllegalStateException e) {
            // The latter is how a producer says that it was given up in the meantime.
            delivery.completeExceptionally(e);
        }
        return Uni.createFrom().completionStage(delivery);
    }

    void close() {
        if (producer != null) {
            producer.close(DELIVERY);
            producer = null;
        }
    }

    /** Runs on the producer's own thread, before it sends anything else. */
    private void settle(Producer<?, ?> current, CompletableFuture<Void> delivery, Exception failure) {
        if (failure == null) {
            delivery.complete(null);
            return;
        }
        if (failure instanceof RetriableException && broken == null) {
            broken = failure;
            current.close(Duration.ZERO);
        }
        delivery.completeExceptionally(failure);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Opened when first needed: a producer cannot even be made while Kafka's name does not resolve. */
    private Producer<String, byte[]> open() {
        if (producer == null) {
            producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }
}
