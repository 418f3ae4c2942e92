package org.integrationstack.proxy.cache;

import java.time.Duration;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the cache keeps, and how long anyone waits for it. */
@ConfigMapping(prefix = "integration.cache")
public interface CacheSettings {
    /** The largest body that is kept. Default: 1 MiB. */
    @WithDefault("1M")
    MemorySize maxBody();

    /** How long an answer that can be revalidated is kept beyond its lifetime. Default: an hour. */
    @WithDefault("1h")
    Duration staleFor();

    /** The longest an answer is kept, whatever its lifetime. Default: a day. */
    @WithDefault("24h")
    Duration longest();

    /** How long Redis may take to answer before the provider is asked instead. Default: 100 ms. */
    @WithDefault("100ms")
    Duration timeout();
}
