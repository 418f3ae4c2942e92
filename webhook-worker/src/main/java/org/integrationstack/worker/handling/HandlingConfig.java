package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How deliveries are handled. */
@ConfigMapping(prefix = "integration.handling")
public interface HandlingConfig {

    /** How many deliveries this replica handles at once; default 10. */
    @WithDefault("10")
    @Min(1) int concurrency();

    /** How many of those may be of one tenant, so that there is room for others whatever one of them gets; default 8. */
    @WithDefault("8")
    @Min(1) int concurrencyPerTenant();

    /** After how many attempts a delivery is dead; default 3. */
    @WithDefault("3")
    @Min(1) int maxAttempts();

    /** The longest pause before the second attempt, doubled for each further one; default 2 s. */
    @WithDefault("2s")
    Duration retryDelay();

    /** After how many replicas died over a delivery it is dead; default 10. */
    @WithDefault("10")
    @Min(1) int maxCrashes();

    /** After what time an attempt has failed, its writes undone; less than the lease; default 20 s. */
    @WithDefault("20s")
    Duration deadline();

    /** How long an attempt may take before another executor may take the delivery over; default 30 s. */
    @WithDefault("30s")
    Duration lease();

    /** How often the queue is asked for what became due without a signal in this process; default 0.5 s. */
    @WithDefault("0.5s")
    Duration poll();

    /** How long a replica that ends waits for the attempts it has begun; default 10 s. */
    @WithDefault("10s")
    Duration drain();

    /** Other retries for the deliveries of a provider, by its id. */
    Map<String, Retries> providers();

    /** Other retries for what comes to an endpoint, by its id; they go before the provider's. */
    Map<String, Retries> endpoints();

    /** What is other; what is absent is as for all. */
    interface Retries {
        /** As {@link HandlingConfig#maxAttempts}. */
        Optional<@Min(1) Integer> maxAttempts();

        /** As {@link HandlingConfig#retryDelay}. */
        Optional<Duration> retryDelay();
    }
}
