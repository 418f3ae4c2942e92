package org.integrationstack.connections.apikey;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What keys can be made. */
@ConfigMapping(prefix = "integration.api-keys.issued")
public interface KeySettings {

    /** How long a key is good for that was given no end, and the most it can be given. Default: 365 days. */
    @WithDefault("P365D")
    @NotNull Duration lifetime();

    /** How many keys of a tenant may be good at a time: every service holds them all in memory. Default: 500. */
    @WithDefault("500")
    @Positive int most();
}
