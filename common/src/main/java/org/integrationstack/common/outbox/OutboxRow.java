package org.integrationstack.common.outbox;

import java.util.Map;
import java.util.Objects;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.core.json.JsonObject;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;

/**
 * One event as the table {@code outbox} holds it, for those who insert it by their own means (a Hibernate session, a
 * batch): {@code insert into outbox (topic, record_key, headers, payload) values (?, ?, cast(? as jsonb), ?)}.
 *
 * @param headers the record's headers as a JSON object of texts
 */
@SuppressWarnings("ArrayRecordComponent") // written once; nobody compares rows
public record OutboxRow(String topic, String key, String headers, byte[] payload) {
    private static final String NO_HEADERS = "{}";

    public OutboxRow {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(payload, "payload");
    }

    /** The row of an event, which carries the current trace on to its consumers. */
    public static OutboxRow of(Topic topic, String key, CloudEvent event) {
        Map<String, String> headers = KafkaCloudEvents.attributes(event);
        W3CTraceContextPropagator.getInstance().inject(Context.current(), headers, Map::put);
        return new OutboxRow(topic.name(), key, JsonObject.mapFrom(headers).encode(), event.data());
    }

    /**
     * The row that deletes a key of a compacted topic: it leaves as a record without a value. In the table it is a row
     * without headers, which no event is.
     */
    public static OutboxRow deletion(Topic topic, String key) {
        return new OutboxRow(topic.name(), key, NO_HEADERS, new byte[0]);
    }
}
