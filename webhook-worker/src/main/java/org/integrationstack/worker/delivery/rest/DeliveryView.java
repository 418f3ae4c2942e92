package org.integrationstack.worker.delivery.rest;

import java.time.Instant;
import java.util.Optional;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;

/** A delivery as the API shows it. */
record DeliveryView(
        DeliveryId id,
        String provider,
        Optional<String> endpoint,
        Optional<ConnectionId> connection,
        String type,
        String deliveryId,
        String key,
        DeliveryStatus status,
        Optional<String> reason,
        int attempts,
        Instant receivedAt,
        Optional<Instant> settledAt,
        Optional<DeliveryId> duplicateOf,
        Optional<DeliveryId> replayOf) {

    static DeliveryView of(Delivery delivery) {
        return new DeliveryView(
                delivery.id(),
                delivery.provider(),
                delivery.endpoint(),
                delivery.connection(),
                delivery.type(),
                delivery.deliveryId(),
                delivery.key(),
                delivery.status(),
                delivery.reason(),
                delivery.attempts(),
                delivery.receivedAt(),
                delivery.settledAt(),
                delivery.duplicateOf(),
                delivery.replayOf());
    }
}
