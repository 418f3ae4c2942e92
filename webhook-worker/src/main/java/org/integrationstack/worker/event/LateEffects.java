package org.integrationstack.worker.event;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventFacts;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.effect.Effects;
import org.integrationstack.worker.routing.Connection;

/** The effects of events that had to be kept, once they are followed. Each is still done once. Thread-safe. */
@ApplicationScoped
public class LateEffects {
    private final EventSources sources;
    private final EffectPlans plans;
    private final Effects effects;

    LateEffects(EventSources sources, EffectPlans plans, Effects effects) {
        this.sources = sources;
        this.plans = plans;
        this.effects = effects;
    }

    /**
     * Plans what the event's definition and its connection's settings say by now.
     *
     * @param values what the event says, and what has become known since
     */
    public Uni<Void> plan(Delivery delivery, Map<String, Object> values, SqlConnection transaction) {
        return sources.connection(delivery, transaction)
                .map(connection -> happening(delivery, connection, values))
                .chain(event -> plans.ofThis(event, transaction))
                .chain(plan -> effects.plan(transaction, delivery, plan.effects()));
    }

    private Happening happening(Delivery delivery, Optional<Connection> connection, Map<String, Object> values) {
        Map<String, Object> settings = connection.map(Connection::settings).orElse(Map.of());
        return new Happening(
                delivery,
                sources.definition(delivery).orElse(EventDefinition.NOTHING),
                connection,
                MissingNode.getInstance(),
                new EventFacts(values, settings));
    }
}
