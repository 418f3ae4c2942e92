package org.integrationstack.worker.handling;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How deliveries are handled. */
@ConfigMapping(prefix = "integration.handling")
public interface HandlingConfig {

    /** How many deliveries this replica handles at once; default 10. */
    @WithDefault("10")
    @Min(1) int concurrency();

    /** After how many attempts a delivery is dead; default 3. */
    @WithDefault("3")
    @Min(1) int maxAttempts();

    /** The longest pause before the second attempt, doubled for each further one; default 2 s. */
    @WithDefault("2s")
    Duration retryDelay();

    /** How long an attempt may take before another executor may take the delivery over; default 30 s. */
    @WithDefault("30s")
    Duration lease();

    /** How often the queue is asked for what became due without a signal in this process; default 0.5 s. */
    @WithDefault("0.5s")
    Duration poll();

    /** How long a replica that ends waits for the attempts it has begun; default 10 s. */
    @WithDefault("10s")
    Duration drain();
}
