package org.integrationstack.connections.endpoint;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What endpoints can be made, and how long what belongs to them lasts. */
@ConfigMapping(prefix = "integration.webhook-endpoints")
public interface EndpointSettings {

    /** How many endpoints a tenant may have: every gateway holds them all in memory. Default: 1000. */
    @WithDefault("1000")
    @Positive int most();

    /** How long the secrets of before go on working where a rotation does not say. Default: 1 day. */
    @WithDefault("P1D")
    @NotNull Duration overlap();

    /** How long they may at the most. Default: 30 days. */
    @WithDefault("P30D")
    @NotNull Duration longestOverlap();

    /**
     * How long an endpoint answers challenges that nobody has signed, from its creation and from each new secret on: by
     * then its URL should have been entered at the provider. Default: 1 day.
     */
    @WithDefault("P1D")
    @NotNull Duration handshake();
}
