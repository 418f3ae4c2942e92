package org.integrationstack.connections.activity;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the activity log is followed and how long it is kept. */
@ConfigMapping(prefix = "integration.activity")
public interface ActivitySettings {

    /** How long an act is kept. Default: 90 days. */
    @WithDefault("P90D")
    @NotNull Duration retention();

    /** After which silence a follower gets a comment, so that nobody on the way ends the connection. Default: 15 s. */
    @WithDefault("PT15S")
    @NotNull Duration keepAlive();

    /** How long a follower may take to read what it was sent before it is dropped. Default: 30 s. */
    @WithDefault("PT30S")
    @NotNull Duration patience();

    /** How many streams a caller may follow at a time, on each replica. Default: 5. */
    @WithDefault("5")
    @Positive int streamsPerCaller();
}
