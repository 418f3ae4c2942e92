package org.integrationstack.common.page;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A place in a list that is ordered by time and id, both descending: the row after which the next page begins. */
@Schema(type = SchemaType.STRING)
public record Position(Instant at, UUID id) {
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");
    private static final int BYTES = 3 * Long.BYTES;

    /** As callers see it: opaque, URL-safe. */
    @JsonValue
    public String cursor() {
        // Not by ChronoUnit.between, which counts nanoseconds on the way: they end in the year 2262.
        long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000), at.getNano() / 1_000);
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(micros)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether a database can compare with that time: everything it keeps lies within these years. */
    static boolean isStorable(Instant at) {
        return !at.isBefore(Instant.EPOCH) && at.isBefore(END);
    }

    /** The position a cursor stands for, or empty when it is none of ours. */
    public static Optional<Position> parse(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length != BYTES) {
                return Optional.empty();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            Instant at = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
            return Optional.of(new Position(at, new UUID(buffer.getLong(), buffer.getLong())))
                    .filter(position -> isStorable(at));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
