package org.integrationstack.connections.endpoint.postgres;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.outbox.OutboxRow;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.webhook.EndpointSeal;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.connections.database.SessionOutbox;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointEvents;

/** Writes events to the outbox in the Hibernate session's own transaction; the secrets are sealed before they lie there. */
@ApplicationScoped
class OutboxEndpointEvents implements EndpointEvents {
    private final SessionOutbox outbox;
    private final EndpointSeal seal;
    private final Providers providers;

    @Inject
    OutboxEndpointEvents(SessionOutbox outbox, EndpointSeal seal, Providers providers) {
        this.outbox = outbox;
        this.seal = seal;
        this.providers = providers;
    }

    @Override
    public Uni<Void> changed(WebhookEndpoint endpoint, Instant at) {
        WebhookEndpointChanged event = seal.seal(endpoint, at);
        return outbox.append(OutboxRow.of(
                Topics.WEBHOOK_ENDPOINTS_CHANGED, event.recordKey(), event.toCloudEvent(UUID.randomUUID())));
    }

    @Override
    public Uni<Void> gone(Endpoint endpoint) {
        return outbox.append(OutboxRow.deletion(
                Topics.WEBHOOK_ENDPOINTS_CHANGED, endpoint.id().toString()));
    }

    /** Of an endpoint of the tenant's own it is shown to admins. */
    @Override
    public Uni<Void> happened(Endpoint endpoint, Act act, UserId by, Instant at) {
        SpanContext span = Span.current().getSpanContext();
        ActivityRecorded event = new ActivityRecorded(
                UUID.randomUUID(),
                endpoint.tenant(),
                act.type(),
                endpoint.provider().value(),
                endpoint.holder().map(Endpoint.Holder::connection).orElse(null),
                endpoint.holder().map(Endpoint.Holder::owner).orElse(null),
                at,
                act.summary(name(endpoint.provider())),
                Map.of("endpoint", endpoint.id().toString(), "by", by.value()),
                span.isValid() ? span.getTraceId() : null);
        return outbox.append(OutboxRow.of(Topics.ACTIVITY_RECORDED, event.recordKey(), event.toCloudEvent()));
    }

    private String name(ProviderId provider) {
        return providers
                .find(provider)
                .map(definition -> definition.catalogue().name())
                .orElse(provider.value());
    }
}
