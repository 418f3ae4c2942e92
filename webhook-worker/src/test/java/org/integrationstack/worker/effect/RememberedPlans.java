package org.integrationstack.worker.effect;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.worker.delivery.Delivery;

/** Plans effects, and remembers what with: the ledger forgets it once they are performed. */
@Alternative
@Priority(1)
@ApplicationScoped
public class RememberedPlans implements Effects {
    private final Planner planner;
    private final Map<String, Map<String, Object>> arguments = new ConcurrentHashMap<>();

    RememberedPlans(Planner planner) {
        this.planner = planner;
    }

    @Override
    public Uni<Void> plan(SqlConnection transaction, Delivery delivery, List<PlannedEffect> effects) {
        effects.forEach(effect -> arguments.put(key(delivery, effect.name()), effect.arguments()));
        return planner.plan(transaction, delivery, effects);
    }

    /** The arguments of the effect of that name. */
    public Map<String, Object> argumentsOf(Delivery delivery, String name) {
        return arguments.get(key(delivery, name));
    }

    private static String key(Delivery delivery, String name) {
        return delivery.id() + " " + name;
    }
}
