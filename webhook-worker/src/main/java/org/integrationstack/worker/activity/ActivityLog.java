package org.integrationstack.worker.activity;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.provider.Condition;
import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventDefinition.Activity;
import org.integrationstack.common.provider.EventFacts;
import org.integrationstack.worker.delivery.Delivery;

/** The activity log's way to hear of events. Thread-safe. */
@ApplicationScoped
public class ActivityLog {
    private final Outbox outbox;

    ActivityLog(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Records what the definition says about the event, if it says anything and its conditions hold. */
    public Uni<Void> record(
            Delivery delivery,
            EventDefinition definition,
            JsonNode content,
            EventFacts facts,
            SqlConnection transaction) {
        Optional<ActivityRecorded> activity = definition
                .activity()
                .filter(it -> Condition.allHold(it.when(), facts))
                .map(it -> activityOf(delivery, it, content));
        return activity.map(
                        it -> outbox.append(transaction, Topics.ACTIVITY_RECORDED, it.recordKey(), it.toCloudEvent()))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private static ActivityRecorded activityOf(Delivery delivery, Activity definition, JsonNode content) {
        Map<String, Object> metadata = definition.metadataOf(content);
        SpanContext span = Span.current().getSpanContext();
        return new ActivityRecorded(
                idOf(delivery),
                delivery.tenant().orElseThrow(),
                definition.type(),
                delivery.provider(),
                delivery.connection().orElse(null),
                delivery.owner().orElse(null),
                delivery.receivedAt(),
                definition.summaryOf(metadata),
                metadata,
                span.isValid() ? span.getTraceId() : null);
    }

    /** Follows from the delivery, so that one handled twice, or replayed, still shows once. */
    private static UUID idOf(Delivery delivery) {
        return UUID.nameUUIDFromBytes(("activity of delivery " + delivery.origin()).getBytes(StandardCharsets.UTF_8));
    }
}
