package org.integrationstack.connections.vault;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A change of all data keys.
 *
 * <pre>
 *   PREPARING ──a new key per purpose──► SPREADING ──every replica has it: it seals──► RESEALING ──no row left,
 *   old keys destroyed──► DONE
 * </pre>
 *
 * @param total how many rows were sealed under the old keys when resealing began; 0 before
 * @param done how many of them are not any more
 * @param unreadable how many do not open and so hold the rotation up: altered, or copied from elsewhere
 */
public record Rotation(
        UUID id,
        State state,
        long total,
        long done,
        long unreadable,
        String requestedBy,
        Instant startedAt,
        Optional<Instant> finishedAt) {
    public Rotation {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(requestedBy, "requested by");
        Objects.requireNonNull(startedAt, "started");
        Objects.requireNonNull(finishedAt, "finished");
    }

    /** How far it is. */
    public enum State {
        PREPARING,
        SPREADING,
        RESEALING,
        DONE;

        /** As callers see it. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
