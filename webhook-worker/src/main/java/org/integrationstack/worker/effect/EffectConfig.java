package org.integrationstack.worker.effect;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How effects are performed. */
@ConfigMapping(prefix = "integration.effects")
public interface EffectConfig {

    /** How many attempts this replica makes at once; default 20. */
    @WithDefault("20")
    @Min(1) int concurrency();

    /** How many of these may be of one tenant; default 10. */
    @WithDefault("10")
    @Min(1) int perTenant();

    /** After how many failures an effect is given up; default 10. */
    @WithDefault("10")
    @Min(1) int maxAttempts();

    /** The longest pause before the second attempt, doubled for each further one; default 2 s. */
    @WithDefault("2s")
    Duration retryDelay();

    /** Where the pause stops doubling; default 10 min. */
    @WithDefault("10m")
    Duration longestDelay();

    /** How long an attempt may take before it counts as one of unknown end; default 30 s. */
    @WithDefault("30s")
    Duration timeout();

    /** How long until another replica may take an effect over; longer than the timeout; default 60 s. */
    @WithDefault("60s")
    Duration lease();

    /** How often the ledger is asked for what became due without a signal in this process; default 0.5 s. */
    @WithDefault("0.5s")
    Duration poll();

    /** How long a replica that ends waits for the attempts it has begun; default 10 s. */
    @WithDefault("10s")
    Duration drain();

    /**
     * Whether an attempt of unknown end is made again where the receiver would not know the repetition; default true:
     * at least once. False means at most once, and the effect's status {@code unknown}.
     */
    @WithDefault("true")
    boolean repeatUnkeyed();

    /**
     * How long effects are kept after they were settled; default 38 days. Those of a delivery that is still there are
     * kept for as long as it is, so that a replay does not repeat them.
     */
    @WithDefault("38d")
    Duration retention();
}
