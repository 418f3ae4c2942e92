package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;

/** How fast a tenant may have effects of a kind performed, across all replicas. */
public interface EffectPace {

    /**
     * Takes a turn.
     *
     * @param interval between two turns in the long run
     * @param burst how many may follow one another at once
     * @return empty when it may go ahead; else how long until it may ask again, and no turn was taken
     */
    Uni<Optional<Duration>> take(TenantId tenant, String kind, Duration interval, int burst);
}
