package org.integrationstack.worker.effect.publish;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.event.IntegrationEvent;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectKey;
import org.integrationstack.worker.effect.EffectKind;
import org.integrationstack.worker.effect.EffectOutcome;

/**
 * Publishes on {@code integration.events}.
 *
 * <p>Arguments: {@code data}, a map; {@code type}, which else is the provider's name and the event's.
 */
@ApplicationScoped
class PublishKind implements EffectKind.Local {
    /** The rest of a record is for its headers. */
    private static final int LARGEST = Topics.INTEGRATION_EVENTS.maxBytes() - 16 * 1024;

    private final Outbox outbox;

    PublishKind(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public EffectOutcome.Settled outcome(EffectCall call, Delivery delivery) {
        IntegrationEvent event = event(call, delivery);
        return event.toCloudEvent().data().length > LARGEST
                ? new EffectOutcome.Refused("it is larger than an event may be")
                : new EffectOutcome.Done(Map.of("id", event.id().toString()));
    }

    @Override
    public Uni<Void> write(EffectCall call, Delivery delivery, SqlConnection transaction) {
        IntegrationEvent event = event(call, delivery);
        return outbox.append(transaction, Topics.INTEGRATION_EVENTS, event.recordKey(), event.toCloudEvent());
    }

    @SuppressWarnings("unchecked") // checked to be a map; its keys are texts in JSON
    private static IntegrationEvent event(EffectCall call, Delivery delivery) {
        Object type = call.arguments().get("type");
        Object data = call.arguments().get("data");
        return new IntegrationEvent(
                id(call.key()),
                call.tenant(),
                type == null ? delivery.provider() + "." + delivery.type() : type.toString(),
                delivery.provider(),
                call.connection().or(delivery::connection).orElse(null),
                delivery.owner().orElse(null),
                delivery.account().orElse(null),
                delivery.id().value(),
                delivery.key(),
                delivery.receivedAt(),
                data instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of());
    }

    private static UUID id(EffectKey key) {
        return UUID.nameUUIDFromBytes(key.value().getBytes(StandardCharsets.UTF_8));
    }
}
