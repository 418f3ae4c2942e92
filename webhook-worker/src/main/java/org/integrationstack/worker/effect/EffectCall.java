package org.integrationstack.worker.effect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/**
 * An effect as its kind gets it.
 *
 * @param key goes to the receiver, the same with every attempt
 * @param connection the connection whose account it uses, or speaks about
 * @param arguments as planned
 * @param plannedAt the same with every attempt
 */
public record EffectCall(
        TenantId tenant,
        EffectKey key,
        Optional<ConnectionId> connection,
        Map<String, Object> arguments,
        Instant plannedAt) {

    /** Arguments may hold what the payload does. */
    @Override
    public String toString() {
        return "effect " + key;
    }
}
