package org.integrationstack.worker.delivery;

import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;

/** Our own id of a replay of many deliveries; random. */
public record ReplayId(@JsonValue UUID value) {

    /** Reads an id that a caller sent; empty for anything but the canonical 36 characters. */
    public static Optional<ReplayId> parse(String text) {
        return DeliveryId.parse(text).map(id -> new ReplayId(id.value()));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
