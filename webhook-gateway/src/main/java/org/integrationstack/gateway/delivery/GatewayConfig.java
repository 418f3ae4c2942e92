package org.integrationstack.gateway.delivery;

import java.time.Duration;
import java.util.Optional;

import jakarta.validation.constraints.NotNull;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How deliveries are taken in. */
@ConfigMapping(prefix = "integration.gateway")
public interface GatewayConfig {

    /**
     * The most that all bodies in flight may take, in bytes; what does not fit is answered 503. A body exists up to three
     * times on its way to Kafka, hence the default: a quarter of the heap.
     */
    Optional<MemorySize> inFlight();

    /** {@link #inFlight} with its default, in bytes. */
    default long inFlightBytes() {
        return inFlight()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4);
    }

    /** How long a body may take to arrive before its connection is closed. Default 20S. */
    @NotNull @WithDefault("20S")
    Duration bodyTimeout();

    /**
     * How long Kafka may take to acknowledge a delivery before it is answered 503. Stays below the 10 s after which
     * GitHub gives up. Default 4S.
     */
    @NotNull @WithDefault("4S")
    Duration acknowledgementTimeout();
}
