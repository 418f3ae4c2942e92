package org.integrationstack.worker.effect;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Delivery;

/** What deliveries led to, for those who may see the delivery. */
public interface EffectHistory {

    /** The effects of a delivery, in the order of their plan; of a replay that plans none anew, its original's too. */
    Uni<List<Effect>> of(TenantId tenant, Delivery delivery);

    /** The effect, if it is one of that delivery's. */
    Uni<Optional<Effect>> find(TenantId tenant, Delivery delivery, EffectId id);

    /**
     * Makes an effect that was given up due again, with all its attempts before it.
     *
     * @return the effect as it is then; empty when there is none of that delivery's that was given up and can still be
     *     performed
     */
    Uni<Optional<Effect>> retry(TenantId tenant, Delivery delivery, EffectId id);
}
