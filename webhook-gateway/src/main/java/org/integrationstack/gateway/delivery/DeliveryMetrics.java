package org.integrationstack.gateway.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.integrationstack.gateway.endpoint.Endpoints;

/**
 * What is counted: {@code webhooks.received} (provider, outcome {@code accepted}, {@code challenge} or a refusal's reason),
 * {@code webhooks.acknowledged} (provider; from the head to the answer), {@code webhooks.in.flight.bytes},
 * {@code webhooks.in.flight} and {@code webhooks.endpoints}.
 */
@ApplicationScoped
public class DeliveryMetrics {

    private static final String UNKNOWN = "unknown";
    private static final Duration[] BOUNDS = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(4)
    };

    private final MeterRegistry registry;
    private final List<Gauge> gauges;
    // Looked up for each delivery; the registry's own look-up costs more than the count.
    private final Map<Outcome, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();

    @Inject
    DeliveryMetrics(MeterRegistry registry, InFlight inFlight, Endpoints endpoints) {
        this.registry = registry;
        this.gauges = List.of(
                Gauge.builder("webhooks.in.flight.bytes", inFlight, InFlight::taken)
                        .register(registry),
                Gauge.builder("webhooks.in.flight", inFlight, InFlight::count).register(registry),
                Gauge.builder("webhooks.endpoints", endpoints, Endpoints::count).register(registry));
    }

    /** A registry outlives the application where one follows another, and would keep what no longer measures anything. */
    @PreDestroy
    void close() {
        gauges.forEach(registry::remove);
    }

    /** @param took from the head to the answer */
    public void accepted(String provider, Duration took) {
        count(provider, "accepted");
        timers.computeIfAbsent(provider, this::timer).record(took);
    }

    public void challenged(String provider) {
        count(provider, "challenge");
    }

    /** @param provider empty where there is no such */
    public void refused(Optional<String> provider, Refusal reason) {
        count(provider.orElse(UNKNOWN), reason.reason());
    }

    private void count(String provider, String outcome) {
        counters.computeIfAbsent(new Outcome(provider, outcome), this::counter).increment();
    }

    private Counter counter(Outcome outcome) {
        return registry.counter("webhooks.received", "provider", outcome.provider(), "outcome", outcome.name());
    }

    private Timer timer(String provider) {
        return Timer.builder("webhooks.acknowledged")
                .tag("provider", provider)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }

    private record Outcome(String provider, String name) {}
}
