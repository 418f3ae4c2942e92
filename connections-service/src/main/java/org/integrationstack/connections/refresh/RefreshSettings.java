package org.integrationstack.connections.refresh;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How tokens are renewed. */
@ConfigMapping(prefix = "integration.refresh")
public interface RefreshSettings {

    /**
     * How long a replica may hold a token for itself while it renews it; what another waits when that replica died.
     * At least 2 seconds longer than {@code integration.grant.timeout}, or the service does not start. Default: 15
     * seconds.
     */
    @WithDefault("PT15S")
    @NotNull Duration lease();

    /** How long a request for a credential waits for a token that is being renewed. Default: 20 seconds. */
    @WithDefault("PT20S")
    @NotNull Duration patience();

    /** How many tokens one replica renews at once ahead of their end. Default: 16. */
    @WithDefault("16")
    @Min(1) @Max(256) int atOnce();

    /** The pause after a first failed renewal of a token; doubled with each further one. Default: 2 seconds. */
    @WithDefault("PT2S")
    @NotNull Duration firstPause();

    /** The longest pause between renewals of a token that fail; {@code Retry-After} may be longer. Default: 5 minutes. */
    @WithDefault("PT5M")
    @NotNull Duration longestPause();

    /**
     * How young a token is that was issued because the one before it was refused, and is worth a check rather than
     * another renewal when it is refused as well. Default: 5 minutes.
     */
    @WithDefault("PT5M")
    @NotNull Duration freshFor();
}
