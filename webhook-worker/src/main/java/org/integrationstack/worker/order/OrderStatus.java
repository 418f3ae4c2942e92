package org.integrationstack.worker.order;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Where an order stands.
 *
 * <pre>
 * PENDING ──► FAILED
 *    │          │
 *    └──► PAID ◄┘
 * </pre>
 */
public enum OrderStatus {
    /** Nothing was paid yet. */
    PENDING,
    /** It is paid, for good. */
    PAID,
    /** An attempt to pay failed; another one may not. */
    FAILED;

    /** The status as the API and the database spell it. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status spelled so, or empty. */
    public static Optional<OrderStatus> named(String text) {
        return Stream.of(values()).filter(status -> status.text().equals(text)).findFirst();
    }
}
