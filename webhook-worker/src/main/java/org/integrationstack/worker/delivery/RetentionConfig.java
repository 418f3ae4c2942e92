package org.integrationstack.worker.delivery;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long the ledger remembers. */
@ConfigMapping(prefix = "integration.retention")
public interface RetentionConfig {

    /**
     * How long deliveries and their payloads are kept; default 30 days. They are dropped by the week, so the oldest of a
     * week are there for up to seven days more; a week with an open delivery stays until that is settled.
     */
    @WithDefault("30d")
    Duration deliveries();
}
