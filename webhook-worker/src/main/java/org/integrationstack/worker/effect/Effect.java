package org.integrationstack.worker.effect;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;

/**
 * An effect as its delivery's readers see it; what it was to say is not shown.
 *
 * @param name which one it is among the effects of its delivery
 * @param connection the connection whose account it uses, or speaks about
 * @param attempts how many were begun
 * @param reason why the last attempt failed, or it was given up
 * @param result what its receiver calls it
 * @param settledAt when it reached a status that it keeps
 */
public record Effect(
        EffectId id,
        String name,
        String kind,
        EffectStatus status,
        int attempts,
        Optional<String> reason,
        Optional<Map<String, Object>> result,
        Optional<ConnectionId> connection,
        Instant createdAt,
        Optional<Instant> settledAt) {}
