package org.integrationstack.common.outbox;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Scope;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topics;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxRowTest {
    private static final CloudEvent EVENT = new CloudEvent(
            UUID.randomUUID(),
            "org.integrationstack.test.v1",
            URI.create("/test"),
            Instant.EPOCH,
            Optional.empty(),
            Map.of(),
            "text/plain",
            new byte[0]);

    @Test
    void carriesTheTraceThatItWasWrittenIn() {
        SpanContext trace = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (Scope current = Span.wrap(trace).makeCurrent()) {
            OutboxRow row = OutboxRow.of(Topics.ACTIVITY_RECORDED, "acme", EVENT);

            assertThat(new JsonObject(row.headers()).getString("traceparent"))
                    .isEqualTo("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        }
    }

    @Test
    void namesTheTopicAndTheEvent() {
        OutboxRow row = OutboxRow.of(Topics.ACTIVITY_RECORDED, "acme", EVENT);

        assertThat(row.topic()).isEqualTo("activity.recorded");
        assertThat(new JsonObject(row.headers()).getString("ce_id"))
                .isEqualTo(EVENT.id().toString());
    }
}
