package org.integrationstack.connections.activity;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A place in the order in which acts are followed: by the transactions that stored them, and among those of one
 * transaction by time and id. The same for all replicas, since it lies in the rows.
 */
public record Place(long storedBy, Instant at, UUID id) {
    private static final int BYTES = 4 * Long.BYTES;
    /** What a database can still compare with. */
    private static final long LATEST = micros(Instant.parse("9999-12-31T00:00:00Z"));

    /** The place before all acts of a transaction. */
    public static Place before(long storedBy) {
        return new Place(storedBy, Instant.EPOCH, new UUID(0, 0));
    }

    /** As callers see it, in {@code id} and {@code Last-Event-ID}: opaque. */
    public String text() {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(storedBy)
                .putLong(micros(at))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Not by {@link ChronoUnit#between}, which counts nanoseconds on the way: they end in the year 2262. */
    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000), at.getNano() / 1_000);
    }

    /** The place a text stands for, or empty when it is none of ours. */
    public static Optional<Place> parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != BYTES) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            long storedBy = buffer.getLong();
            long micros = buffer.getLong();
            UUID id = new UUID(buffer.getLong(), buffer.getLong());
            return storedBy < 0 || micros < 0 || micros > LATEST
                    ? Optional.empty()
                    : Optional.of(new Place(storedBy, Instant.EPOCH.plus(micros, ChronoUnit.MICROS), id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
