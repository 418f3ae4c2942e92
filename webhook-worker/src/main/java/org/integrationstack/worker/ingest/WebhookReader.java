package org.integrationstack.worker.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.worker.delivery.Arrival;

/** Reads a record of {@code webhooks.received}, and believes only what the gateway wrote. Thread-safe. */
final class WebhookReader {
    private static final String TRACE_PARENT = "traceparent";

    private final MacKeys gatewayKeys;

    WebhookReader(MacKeys gatewayKeys) {
        this.gatewayKeys = gatewayKeys;
    }

    /** @throws MalformedEventException when the record is not a webhook, or not one that the gateway wrote */
    Arrival read(ConsumerRecord<byte[], byte[]> record) {
        ReceivedWebhook webhook = ReceivedWebhook.fromCloudEvent(KafkaCloudEvents.read(record));
        if (!webhook.isVerifiedBy(gatewayKeys)) {
            throw new MalformedEventException("a webhook without the gateway's valid MAC");
        }
        return new Arrival(webhook, traceParent(record));
    }

    /** Not covered by the MAC: it says where the trace goes on, and decides nothing. */
    private static Optional<String> traceParent(ConsumerRecord<byte[], byte[]> record) {
        return Optional.ofNullable(record.headers().lastHeader(TRACE_PARENT))
                .map(Header::value)
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .filter(value -> value.matches("[0-9a-f-]{55}"));
    }
}
