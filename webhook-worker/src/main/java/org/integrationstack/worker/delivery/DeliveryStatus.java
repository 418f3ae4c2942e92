package org.integrationstack.worker.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where a delivery stands.
 *
 * <pre>
 *               ┌──────────► SUCCEEDED
 * RECEIVED ─► PROCESSING ──► IGNORED      DUPLICATE (from the start)
 *               │    ▲  └──► DEAD         IGNORED, unrouted (2 s after the start, until a connection appears)
 *               ▼    │
 *              RETRYING
 * </pre>
 */
public enum DeliveryStatus {
    /** Stored and waiting for its turn. */
    RECEIVED,
    /** An attempt is being made, or was when its replica died. */
    PROCESSING,
    /** An attempt failed, or its time had not come; the next one is due later. */
    RETRYING,
    SUCCEEDED,
    /** Kept, but nothing was to be done; the reason says why. */
    IGNORED,
    /** The provider sent it again; the first one counts. */
    DUPLICATE,
    /** Given up; the reason says why. */
    DEAD;

    /** The status as the API and the ledger spell it. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether something is still to come. */
    public boolean isOpen() {
        return this == RECEIVED || this == PROCESSING || this == RETRYING;
    }

    /** The status spelled so, or empty. */
    public static Optional<DeliveryStatus> named(String text) {
        return Stream.of(values()).filter(status -> status.text().equals(text)).findFirst();
    }
}
