package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.Map;

/** Handling in a hurry. */
record TestConfig(
        Duration lease,
        Duration deadline,
        Duration retryDelay,
        Map<String, Retries> providers,
        Map<String, Retries> endpoints)
        implements HandlingConfig {
    TestConfig(Duration lease) {
        this(lease, Duration.ofSeconds(10));
    }

    TestConfig(Duration lease, Duration deadline) {
        this(lease, deadline, Duration.ofMillis(20), Map.of(), Map.of());
    }

    @Override
    public int concurrency() {
        return 10;
    }

    @Override
    public int concurrencyPerTenant() {
        return 8;
    }

    @Override
    public int maxAttempts() {
        return 3;
    }

    @Override
    public int maxCrashes() {
        return 3;
    }

    @Override
    public Duration poll() {
        return Duration.ofMillis(50);
    }

    @Override
    public Duration drain() {
        return Duration.ofSeconds(10);
    }
}
