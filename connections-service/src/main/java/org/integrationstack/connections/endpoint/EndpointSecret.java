package org.integrationstack.connections.endpoint;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A secret as it is kept.
 *
 * @param until when it ends; empty for the current one
 */
@SuppressWarnings("ArrayRecordComponent") // sealed once; nobody compares or changes it
public record EndpointSecret(UUID id, byte[] sealed, Instant createdAt, Optional<Instant> until) {
    public EndpointSecret {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sealed, "sealed");
        Objects.requireNonNull(createdAt, "created");
        Objects.requireNonNull(until, "until");
    }

    /** The same, ending then or when it would have anyway. */
    EndpointSecret endingAt(Instant end) {
        return new EndpointSecret(
                id,
                sealed,
                createdAt,
                Optional.of(until.filter(earlier -> earlier.isBefore(end)).orElse(end)));
    }

    /** Whether it proves anything at that time. */
    boolean isGoodAt(Instant now) {
        return until.map(now::isBefore).orElse(true);
    }
}
