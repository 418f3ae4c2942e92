package org.integrationstack.gateway.delivery.kafka;

import java.nio.charset.StandardCharsets;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.gateway.delivery.DeliveryLog;
import org.integrationstack.gateway.kafka.Producer;

/** Deliveries on the topic {@code webhooks.received}. */
@ApplicationScoped
class KafkaDeliveryLog implements DeliveryLog {

    private static final String SPAN = "send " + Topics.WEBHOOKS_RECEIVED.name();

    private final Producer producer;
    private final Tracer tracer;
    private final TextMapPropagator propagator;

    @Inject
    KafkaDeliveryLog(Producer producer, OpenTelemetry telemetry) {
        this.producer = producer;
        this.tracer = telemetry.getTracer("webhook-gateway");
        this.propagator = telemetry.getPropagators().getTextMapPropagator();
    }

    @Override
    public Uni<Void> append(ReceivedWebhook delivery, Context trace) {
        Span span = tracer.spanBuilder(SPAN)
                .setParent(trace)
                .setSpanKind(SpanKind.PRODUCER)
                .startSpan();
        return producer.send(message(delivery, trace.with(span)))
                .onItemOrFailure()
                .invoke((done, failure) -> {
                    if (failure != null) {
                        span.setStatus(StatusCode.ERROR);
                    }
                    span.end();
                });
    }

    private ProducerRecord<String, byte[]> message(ReceivedWebhook delivery, Context trace) {
        Headers headers = KafkaCloudEvents.toHeaders(delivery.toCloudEvent());
        propagator.inject(
                trace, headers, (carrier, name, value) -> carrier.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new ProducerRecord<>(
                Topics.WEBHOOKS_RECEIVED.name(), null, delivery.recordKey(), delivery.body(), headers);
    }
}
