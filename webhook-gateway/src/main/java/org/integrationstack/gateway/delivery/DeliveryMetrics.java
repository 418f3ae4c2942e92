package org.integrationstack.gateway.delivery;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * What is counted: {@code webhooks.received} (provider, outcome {@code accepted} or a refusal's reason),
 * {@code webhooks.acknowledged} (provider; from the head to the answer) and {@code webhooks.in.flight.bytes}.
 */
@ApplicationScoped
public class DeliveryMetrics {

    private static final String UNKNOWN = "unknown";

    private final MeterRegistry registry;
    private final Reception reception;

    DeliveryMetrics(MeterRegistry registry, Reception reception, InFlight inFlight) {
        this.registry = registry;
        this.reception = reception;
        registry.gauge("webhooks.in.flight.bytes", inFlight, InFlight::taken);
    }

    public void accepted(String provider, Duration took) {
        count(provider, "accepted");
        registry.timer("webhooks.acknowledged", "provider", provider).record(took);
    }

    public void refused(String provider, Refusal reason) {
        // Names that callers make up must not become time series.
        count(reception.knows(provider) ? provider : UNKNOWN, reason.reason());
    }

    private void count(String provider, String outcome) {
        registry.counter("webhooks.received", "provider", provider, "outcome", outcome)
                .increment();
    }
}
