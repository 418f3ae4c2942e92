package org.integrationstack.worker.effect;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.worker.delivery.Delivery;

/** Every effect, from its plan to its end. */
public interface EffectLedger {

    /**
     * Adds what is not there yet, by key, in the caller's transaction.
     *
     * @return the keys of those that were added
     */
    Uni<Set<EffectKey>> add(SqlConnection transaction, Delivery delivery, List<Entry> entries);

    /**
     * An effect to add.
     *
     * @param outcome empty where it is still to be performed
     */
    record Entry(PlannedEffect effect, EffectCall call, Optional<EffectOutcome.Settled> outcome) {}
}
