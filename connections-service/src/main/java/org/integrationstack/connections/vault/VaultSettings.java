package org.integrationstack.connections.vault;

import java.time.Duration;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How data keys are changed. */
@ConfigMapping(prefix = "integration.vault")
public interface VaultSettings {

    /**
     * How long every replica is given to notice changed keys, which takes it a second: before a new key seals, and
     * before the old ones are destroyed. Default: 5 seconds.
     */
    @WithDefault("PT5S")
    @NotNull Duration spread();

    /** How many rows a transaction reseals. Default: 200. */
    @WithDefault("200")
    @Min(1) int batch();
}
