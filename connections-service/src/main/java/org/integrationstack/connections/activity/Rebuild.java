package org.integrationstack.connections.activity;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A reading of the whole topic into the log, as operators see it.
 *
 * @param total how many records there were to read when it began
 * @param done how many of them have been read
 * @param finishedAt null while it runs
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Rebuild(UUID id, State state, long total, long done, Instant startedAt, Instant finishedAt) {

    /** How it stands. */
    public enum State {
        RUNNING,
        DONE,
        /** Kafka or the database went away for too long; what was read is there, and it can be begun again. */
        FAILED,
        /** The replica that ran it has ended; as for {@link #FAILED}. */
        INTERRUPTED
    }
}
