package org.integrationstack.proxy.limiter;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How permits are counted. */
@ConfigMapping(prefix = "integration.limiter")
public interface LimiterSettings {
    /**
     * How long Redis may take to answer before a call is refused with 503. Default: 250 ms, ten times what a loaded
     * machine needs.
     */
    @WithDefault("250ms")
    Duration timeout();

    /**
     * By how much windows are counted longer than the provider's, since permits are spent a little after they were
     * taken: two requests may arrive closer together than they left. Default: 50 ms.
     */
    @WithDefault("50ms")
    Duration margin();
}
