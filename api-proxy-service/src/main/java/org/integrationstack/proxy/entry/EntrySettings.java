package org.integrationstack.proxy.entry;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What a caller may ask for. */
@ConfigMapping(prefix = "integration.proxy")
public interface EntrySettings {
    /** How long an answer may take to begin, unless the caller says otherwise. Default: 30 s. */
    @WithDefault("30s")
    Duration timeout();

    /** The longest time a caller may allow. Default: 5 min. */
    @WithDefault("5m")
    Duration longestTimeout();

    /** How long connections-service may take to tell about a connection. Default: 5 s. */
    @WithDefault("5s")
    Duration resolveTimeout();
}
