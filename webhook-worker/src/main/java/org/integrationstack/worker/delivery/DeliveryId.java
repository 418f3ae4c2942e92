package org.integrationstack.worker.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonValue;

/** Our own id of a delivery; random, and one per tenant where a webhook belongs to several. */
public record DeliveryId(@JsonValue UUID value) {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Reads an id that a caller sent; empty for anything but the canonical 36 characters. */
    public static Optional<DeliveryId> parse(String text) {
        if (text == null || !UUID_TEXT.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.empty();
        }
        return Optional.of(new DeliveryId(UUID.fromString(text)));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
