package org.integrationstack.worker.delivery;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;

import org.integrationstack.common.identity.UserId;

/**
 * Many deliveries handled once more, each as a delivery of its own beside its key.
 *
 * <pre>
 *   RUNNING ──► COMPLETED   every replay was made, and is settled
 *      └──────► CANCELLED   no more are made, and those that wait are ignored
 * </pre>
 *
 * @param requestedBy who asked for it
 * @param filter which deliveries; always with an end, since what comes after the request is not meant
 * @param forced whether what the originals already did is to be done again
 * @param matched how many deliveries there were when it was asked for
 * @param made how many replays there are so far
 * @param byStatus how many of these have each status
 * @param endedAt when it was completed or cancelled
 */
public record Replay(
        ReplayId id,
        UserId requestedBy,
        Deliveries.Filter filter,
        boolean forced,
        Status status,
        int matched,
        int made,
        Map<DeliveryStatus, Integer> byStatus,
        Instant createdAt,
        Optional<Instant> endedAt) {
    public Replay {
        byStatus = Map.copyOf(byStatus);
    }

    /** Where a replay stands. */
    public enum Status {
        RUNNING,
        COMPLETED,
        CANCELLED;

        /** The status as the API and the ledger spell it. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The status spelled so, or empty. */
        public static Optional<Status> named(String text) {
            return Stream.of(values())
                    .filter(status -> status.text().equals(text))
                    .findFirst();
        }
    }
}
