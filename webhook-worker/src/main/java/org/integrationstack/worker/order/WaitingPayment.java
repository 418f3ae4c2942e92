package org.integrationstack.worker.order;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.integrationstack.worker.delivery.DeliveryId;

/**
 * A payment that waits for its order.
 *
 * @param delivery which brought it
 * @param facts what its effects need to know
 */
public record WaitingPayment(Payment payment, DeliveryId delivery, Map<String, Object> facts, Instant receivedAt) {
    public WaitingPayment {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
