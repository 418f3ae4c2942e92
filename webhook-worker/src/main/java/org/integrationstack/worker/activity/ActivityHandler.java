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
import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Payload;
import org.integrationstack.worker.handling.Handler;

/**
 * Records an activity for every event that its provider's definition says something about, with what the definition takes
 * from the payload. Knows no provider.
 */
@ApplicationScoped
class ActivityHandler implements Handler {
    private final Providers providers;
    private final Outbox outbox;

    ActivityHandler(Providers providers, Outbox outbox) {
        this.providers = providers;
        this.outbox = outbox;
    }

    @Override
    public Uni<Outcome> handle(Delivery delivery, Payload payload, SqlConnection transaction) {
        Optional<Webhooks> webhooks = ProviderId.parse(delivery.provider())
                .flatMap(providers::find)
                .flatMap(provider -> provider.webhooks(delivery.type()));
        Optional<EventDefinition.Activity> activity =
                webhooks.flatMap(known -> known.event(delivery.type())).flatMap(EventDefinition::activity);
        if (activity.isEmpty()) {
            return Uni.createFrom().item(new Outcome.Ignored("no handler"));
        }
        JsonNode content =
                WebhookContent.tree(payload.contentType(), webhooks.get().formField(), payload.body());
        return content.isContainerNode()
                ? record(activityOf(delivery, activity.get(), content), transaction)
                : Uni.createFrom().item(new Outcome.Dead("the payload is not JSON"));
    }

    private Uni<Outcome> record(ActivityRecorded activity, SqlConnection transaction) {
        return outbox.append(transaction, Topics.ACTIVITY_RECORDED, activity.recordKey(), activity.toCloudEvent())
                .replaceWith(new Outcome.Succeeded());
    }

    private static ActivityRecorded activityOf(
            Delivery delivery, EventDefinition.Activity definition, JsonNode content) {
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

    /** Follows from what the delivery's effects follow from, so that a delivery handled twice still shows once. */
    private static UUID idOf(Delivery delivery) {
        return UUID.nameUUIDFromBytes(("activity of delivery " + delivery.origin()).getBytes(StandardCharsets.UTF_8));
    }
}
