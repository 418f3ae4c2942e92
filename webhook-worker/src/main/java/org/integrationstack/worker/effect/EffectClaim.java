package org.integrationstack.worker.effect;

import java.util.Optional;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.DeliveryId;

/**
 * The right to make one attempt at an effect, until the lease ends. Only the newest claim of an effect can be settled.
 *
 * @param call empty where its arguments do not open any more, as when the key that sealed them is gone
 * @param attempts how many were begun, this one among them
 * @param failures how many ended in a failure, since it was planned or an admin wanted it tried again
 * @param unseen how many ended without anybody knowing how, since then
 * @param interrupted whether the attempt before this one is among those, because its replica ended
 * @param traceParent the W3C trace context in which it was planned
 * @param owner which executor holds the claim
 * @param epoch rises with every claim of the effect
 */
public record EffectClaim(
        EffectId id,
        TenantId tenant,
        DeliveryId delivery,
        String name,
        String kind,
        Optional<EffectCall> call,
        int attempts,
        int failures,
        int unseen,
        boolean interrupted,
        Optional<String> traceParent,
        String owner,
        long epoch) {}
