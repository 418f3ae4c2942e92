package org.integrationstack.connections.grant;

import java.time.Duration;

import jakarta.validation.constraints.NotNull;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How providers are spoken to. */
@ConfigMapping(prefix = "integration.grant")
public interface GrantSettings {

    /** How long an authorization server has for one answer; a connection takes two. Default: 10 seconds. */
    @WithDefault("PT10S")
    @NotNull Duration timeout();
}
