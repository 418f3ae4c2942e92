package org.integrationstack.worker.effect;

import java.util.Locale;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where an effect stands.
 *
 * <pre>
 *                ┌──────────► SUCCEEDED
 * PENDING ─► PROCESSING ────► FAILED  ──┐
 *    ▲           │    ▲ └───► UNKNOWN ──┤ retried by an admin
 *    │           ▼    │                 │
 *    │         RETRYING ◄───────────────┘
 *    └── (an attempt that was put off)
 * </pre>
 */
public enum EffectStatus {
    /** Planned, and waiting for its turn. */
    PENDING,
    /** An attempt is being made, or was when its replica died. */
    PROCESSING,
    /** An attempt failed; the next one is due later. */
    RETRYING,
    SUCCEEDED,
    /** Given up; the reason says why. It was not done, or its receiver knows repetitions. */
    FAILED,
    /** Given up; it may have been done or not, and its receiver would not know a repetition. */
    UNKNOWN;

    /** The status as the API and the ledger spell it. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status spelled so. */
    public static EffectStatus named(String text) {
        return Stream.of(values())
                .filter(status -> status.text().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
