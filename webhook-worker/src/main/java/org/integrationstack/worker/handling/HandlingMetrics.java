package org.integrationstack.worker.handling;

import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;

import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Outcome;

/**
 * How handling goes: {@code worker.attempts} (a timer, by provider and the status the attempt led to) and
 * {@code worker.deliveries.settled} (by provider and final status, {@code dead} among them); {@code worker.claims} (a
 * timer) and {@code worker.claims.deliveries} (how many each look into the queue found).
 */
final class HandlingMetrics {
    private final MeterRegistry meters;

    HandlingMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    void claimed(int deliveries, Duration took) {
        meters.timer("worker.claims").record(took);
        meters.summary("worker.claims.deliveries").record(deliveries);
    }

    void attempted(Delivery delivery, Outcome outcome, Duration took) {
        DeliveryStatus status = outcome.status();
        meters.timer("worker.attempts", "provider", delivery.provider(), "status", status.text())
                .record(took);
        if (outcome.delay().isEmpty()) {
            meters.counter("worker.deliveries.settled", "provider", delivery.provider(), "status", status.text())
                    .increment();
        }
    }
}
