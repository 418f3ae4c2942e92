package org.integrationstack.gateway;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How deliveries are taken in. */
@ConfigMapping(prefix = "integration.gateway")
public interface GatewayConfig {

    /**
     * Where providers reach this service, as they were told: without a path, or with one that the ingress cuts off. Who
     * signs the URL is verified by this one, whatever {@code Host} and {@code X-Forwarded-*} say.
     */
    @NotNull URI publicUrl();

    /** {@link #publicUrl} without a slash at its end: what the raw path of a request is put behind. */
    default String publicBase() {
        return publicUrl().toString().replaceFirst("/+$", "");
    }

    /**
     * Ranges of addresses, such as {@code 10.0.0.0/8}, from which {@code X-Forwarded-For} is believed: those of the
     * ingress. Default none: the sender is then whoever opened the connection.
     */
    Optional<List<String>> trustedProxies();

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

    /**
     * How records are compressed: {@code none}, {@code lz4}, {@code zstd}, {@code snappy} or {@code gzip}: a smaller
     * log for more processor time with each delivery. Default none.
     */
    @NotNull @WithDefault("none")
    String compression();

    /**
     * How long a delivery for an endpoint that is not known yet waits for the topic to tell of it: an endpoint may be
     * called as soon as it was created. Default 1S.
     */
    @NotNull @WithDefault("1S")
    Duration endpointPatience();

    /** How many signatures a tenant may have diagnosed in a minute, by each replica. Default 30. */
    @Positive @WithDefault("30")
    int diagnosesPerMinute();
}
