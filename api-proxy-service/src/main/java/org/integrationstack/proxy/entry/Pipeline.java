package org.integrationstack.proxy.entry;

import java.time.Duration;
import java.time.InstantSource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;

import org.integrationstack.common.http.GuardedHttpClient;
import org.integrationstack.common.http.HostOverrides;
import org.integrationstack.proxy.cache.AnswerStore;
import org.integrationstack.proxy.cache.CacheSettings;
import org.integrationstack.proxy.cache.CachingUpstream;
import org.integrationstack.proxy.call.Upstream;
import org.integrationstack.proxy.connection.Connections;
import org.integrationstack.proxy.forward.ForwardSettings;
import org.integrationstack.proxy.forward.HttpUpstream;
import org.integrationstack.proxy.limiter.Permits;
import org.integrationstack.proxy.limiter.PermittingUpstream;
import org.integrationstack.proxy.renewal.RenewingUpstream;

/**
 * The order in which a call meets what stands before its provider. What the cache answers costs no permit; what gets no
 * permit is not sent; what is sent again with a newer credential takes a permit of its own.
 */
@ApplicationScoped
class Pipeline {
    @Produces
    @Singleton
    Upstream provider(
            GuardedHttpClient client,
            HostOverrides overrides,
            ForwardSettings forwarding,
            Connections connections,
            EntrySettings settings,
            Permits permits,
            AnswerStore store,
            CacheSettings caching,
            MeterRegistry metrics) {
        return assemble(
                new HttpUpstream(client, overrides, forwarding),
                connections,
                settings.resolveTimeout(),
                permits,
                store,
                caching,
                metrics,
                InstantSource.system());
    }

    static Upstream assemble(
            Upstream provider,
            Connections connections,
            Duration patience,
            Permits permits,
            AnswerStore store,
            CacheSettings caching,
            MeterRegistry metrics,
            InstantSource clock) {
        Upstream attempt = new MeasuredUpstream("integration.proxy.attempts", provider, metrics);
        Upstream permitted = new PermittingUpstream(permits, attempt, metrics);
        Upstream renewed = new RenewingUpstream(connections, permitted, patience);
        Upstream cached = new CachingUpstream(store, renewed, caching, clock);
        return new MeasuredUpstream("integration.proxy.calls", cached, metrics);
    }
}
