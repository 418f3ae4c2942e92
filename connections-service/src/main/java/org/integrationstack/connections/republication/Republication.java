package org.integrationstack.connections.republication;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One telling of all that a topic is about.
 *
 * @param total how many records there were to tell when it began
 * @param done how many of them have been told
 * @param skipped how many could not be: what lies in the database does not open
 * @param last what was told last; keys are told in their order
 */
public record Republication(
        UUID id,
        String topic,
        long total,
        long done,
        long skipped,
        Optional<UUID> last,
        String requestedBy,
        Instant startedAt,
        Optional<Instant> finishedAt) {
    public Republication {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(requestedBy, "requested by");
        Objects.requireNonNull(startedAt, "started");
        Objects.requireNonNull(finishedAt, "finished");
    }
}
