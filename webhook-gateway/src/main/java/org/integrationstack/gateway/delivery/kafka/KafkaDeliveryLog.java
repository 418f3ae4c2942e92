package org.integrationstack.gateway.delivery.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.gateway.delivery.DeliveryLog;
import org.integrationstack.gateway.delivery.GatewayConfig;

/**
 * Deliveries on the topic {@code webhooks.received}: acknowledged by all in-sync replicas, written once.
 *
 * <p>Kafka's own {@code send} blocks while it has no metadata, so it is called from a thread of its own, never from an
 * event loop. Whoever waits there longer than the acknowledgement timeout is not sent at all.
 */
@ApplicationScoped
class KafkaDeliveryLog implements DeliveryLog {

    /** Deliveries that wait for the sending thread; memory is bounded before, by what is in flight. */
    private static final int LONGEST_QUEUE = 10_000;

    /** Room for records beside the bodies in flight: their headers and what batches leave empty. */
    private static final long SPARE_BUFFER = 16L * 1024 * 1024;

    private final Duration timeout;
    private final Map<String, Object> config;
    private final OpenTelemetry telemetry;
    private final ThreadPoolExecutor sender = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(LONGEST_QUEUE), KafkaDeliveryLog::thread);

    private Producer<String, byte[]> producer;

    KafkaDeliveryLog(
            GatewayConfig gateway,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            OpenTelemetry telemetry) {
        this.timeout = gateway.acknowledgementTimeout();
        this.telemetry = telemetry;
        this.config = new HashMap<>(kafka);
        int timeoutMillis = (int) timeout.toMillis();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeoutMillis);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeoutMillis / 2);
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.WEBHOOKS_RECEIVED.maxBytes());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, gateway.inFlightBytes() + SPARE_BUFFER);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    }

    @Override
    public Uni<String> append(ReceivedWebhook delivery, Context trace) {
        Span span = telemetry
                .getTracer("webhook-gateway")
                .spanBuilder("send " + Topics.WEBHOOKS_RECEIVED.name())
                .setParent(trace)
                .setSpanKind(SpanKind.PRODUCER)
                .startSpan();
        ProducerRecord<String, byte[]> message = message(delivery, trace.with(span));
        return Uni.createFrom()
                .<RecordMetadata>emitter(acknowledgement -> enqueue(message, acknowledgement))
                .ifNoItem()
                .after(timeout)
                .failWith(() -> new TimeoutException("no acknowledgement within " + timeout))
                .onFailure()
                .invoke(failure -> span.setStatus(StatusCode.ERROR))
                .onTermination()
                .invoke(span::end)
                .map(KafkaDeliveryLog::position);
    }

    private ProducerRecord<String, byte[]> message(ReceivedWebhook delivery, Context trace) {
        Headers headers = KafkaCloudEvents.toHeaders(delivery.toCloudEvent());
        telemetry
                .getPropagators()
                .getTextMapPropagator()
                .inject(
                        trace,
                        headers,
                        (carrier, name, value) -> carrier.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new ProducerRecord<>(
                Topics.WEBHOOKS_RECEIVED.name(), null, delivery.recordKey(), delivery.body(), headers);
    }

    private void enqueue(ProducerRecord<String, byte[]> message, UniEmitter<? super RecordMetadata> acknowledgement) {
        AtomicBoolean over = new AtomicBoolean();
        acknowledgement.onTermination(() -> over.set(true));
        try {
            sender.execute(() -> {
                if (!over.get()) {
                    send(message, acknowledgement);
                }
            });
        } catch (RejectedExecutionException e) {
            acknowledgement.fail(new KafkaException("too many deliveries wait for Kafka", e));
        }
    }

    private void send(ProducerRecord<String, byte[]> message, UniEmitter<? super RecordMetadata> acknowledgement) {
        try {
            Future<RecordMetadata> unused = producer().send(message, (metadata, failure) -> {
                if (failure == null) {
                    acknowledgement.complete(metadata);
                } else {
                    acknowledgement.fail(failure);
                }
            });
        } catch (KafkaException e) {
            acknowledgement.fail(e);
        }
    }

    /** Opened when first needed: a producer cannot even be made while Kafka's name does not resolve. */
    private Producer<String, byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    /** Requests are over by now, so nothing is left to send. */
    @PreDestroy
    void close() {
        sender.execute(() -> {
            if (producer != null) {
                producer.close(timeout);
            }
        });
        sender.shutdown();
    }

    private static String position(RecordMetadata metadata) {
        return metadata.topic() + "-" + metadata.partition() + "@" + metadata.offset();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "delivery-log");
        thread.setDaemon(true);
        return thread;
    }
}
