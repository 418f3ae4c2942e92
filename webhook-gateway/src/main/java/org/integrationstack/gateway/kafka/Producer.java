package org.integrationstack.gateway.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.startup.Prerequisite;
import org.integrationstack.gateway.GatewayConfig;

/**
 * The one way into Kafka: acknowledged by all in-sync replicas, written once. Never blocks, so that event loops may call
 * it: Kafka's own {@code send} waits for metadata and for memory, for no time at all here. The metadata are had before
 * the service is ready and then kept, and the memory is more than all bodies in flight may take.
 */
@ApplicationScoped
public class Producer implements Prerequisite {

    /** Room for records beside the bodies in flight: their headers and what batches leave empty. */
    private static final long SPARE_BUFFER = 16L * 1024 * 1024;

    /**
     * What comes while a request is under way goes with the next one, all partitions in one: batches grow with the load, and
     * no delivery waits for others to come. A broker answers the requests of one connection one after the other anyway.
     */
    private static final int REQUESTS_AT_ONCE = 1;

    private static final int BATCH_BYTES = 128 * 1024;

    private static final List<String> TOPICS =
            List.of(Topics.WEBHOOKS_RECEIVED.name(), Topics.ACTIVITY_RECORDED.name());

    private static final Duration AGAIN_SOON = Duration.ofMillis(20);
    private static final Duration AGAIN_LATER = Duration.ofMillis(200);

    private final Duration timeout;
    private final Map<String, Object> config;
    private volatile KafkaProducer<String, byte[]> producer;

    @Inject
    Producer(GatewayConfig gateway, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.timeout = gateway.acknowledgementTimeout();
        this.config = new HashMap<>(kafka);
        int timeoutMillis = (int) timeout.toMillis();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_AT_ONCE);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMillis);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.WEBHOOKS_RECEIVED.maxBytes());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, gateway.inFlightBytes() + SPARE_BUFFER);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, gateway.compression());
    }

    /**
     * Succeeds once the record is acknowledged. Fails, half as long again as the acknowledgement timeout later at the
     * latest; the record may then be there all the same. What Kafka's client does not even take, for want of metadata, is
     * offered to it again until half of the timeout is over: so a broker that is replaced costs a delay and no more.
     */
    public Uni<Void> send(ProducerRecord<String, byte[]> message) {
        return Uni.createFrom()
                .<Void>emitter(acknowledgement -> send(message, acknowledgement))
                .onFailure(NotTakenException.class)
                .retry()
                .withBackOff(AGAIN_SOON, AGAIN_LATER)
                .expireIn(timeout.toMillis() / 2);
    }

    private void send(ProducerRecord<String, byte[]> message, UniEmitter<? super Void> acknowledgement) {
        KafkaProducer<String, byte[]> open = producer;
        if (open == null) {
            acknowledgement.fail(new NotTakenException("Kafka has not been reached yet", null));
            return;
        }
        Thread caller = Thread.currentThread();
        try {
            Future<RecordMetadata> unused = open.send(message, (metadata, failure) -> {
                if (failure == null) {
                    acknowledgement.complete(null);
                } else {
                    acknowledgement.fail(told(failure, Thread.currentThread() == caller));
                }
            });
        } catch (KafkaException e) {
            acknowledgement.fail(e);
        }
    }

    /** @param atOnce whether the client told it before it returned, as it does of what it has not taken */
    private static Exception told(Exception failure, boolean atOnce) {
        return atOnce && failure instanceof RetriableException
                ? new NotTakenException(failure.getMessage(), failure)
                : failure;
    }

    @Override
    public String name() {
        return "Kafka producer";
    }

    /** A producer cannot even be made while Kafka's name does not resolve; asking for metadata has them fetched. */
    @Override
    public Uni<Void> establish() {
        return Uni.createFrom()
                .voidItem()
                .invoke(this::fetchMetadata)
                .onFailure()
                .retry()
                .withBackOff(AGAIN_SOON, AGAIN_LATER)
                .atMost(10);
    }

    private synchronized void fetchMetadata() {
        if (producer == null) {
            producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        }
        TOPICS.forEach(producer::partitionsFor);
    }

    /** Requests are over by now, so nothing is left to send. */
    @PreDestroy
    void close() {
        if (producer != null) {
            producer.close(timeout);
        }
    }

    /** It was not even taken, so that it can be offered again. Frequent while Kafka is away, hence without a stack trace. */
    private static final class NotTakenException extends KafkaException {
        NotTakenException(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }
}
