package org.integrationstack.worker.effect;

import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonValue;

import org.integrationstack.worker.delivery.DeliveryId;

/** Our own id of an effect, for callers; its receiver knows its {@link EffectKey}. */
public record EffectId(@JsonValue UUID value) {

    /** Reads an id that a caller sent; empty for anything but the canonical 36 characters. */
    public static Optional<EffectId> parse(String text) {
        return DeliveryId.parse(text).map(id -> new EffectId(id.value()));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
