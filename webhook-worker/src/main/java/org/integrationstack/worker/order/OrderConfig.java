package org.integrationstack.worker.order;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How orders are settled. */
@ConfigMapping(prefix = "integration.orders")
public interface OrderConfig {

    /** Whether payments with test money settle orders that do not say which mode they mean; default false. */
    @WithDefault("false")
    boolean testPayments();
}
