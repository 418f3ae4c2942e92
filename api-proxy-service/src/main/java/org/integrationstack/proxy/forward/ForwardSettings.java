package org.integrationstack.proxy.forward;

import java.net.URI;
import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How providers are called. */
@ConfigMapping(prefix = "integration.forward")
public interface ForwardSettings {
    /** This service's own base URL, to which links in answers are rewritten; {@code PROXY_URL}. */
    URI publicUrl();

    /** How long connecting to a provider may take. Default: 5 s. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long a provider may stay silent, before its answer and within it. Default: 2 min. */
    @WithDefault("2m")
    Duration idleTimeout();
}
