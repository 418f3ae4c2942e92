package org.integrationstack.connections.database;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long the database is waited for. */
@ConfigMapping(prefix = "integration.database")
public interface DatabaseSettings {

    /** How long a transaction has, from asking for a connection to the end of its commit. Default: 5 seconds. */
    @WithDefault("PT5S")
    @NotNull Duration timeout();
}
