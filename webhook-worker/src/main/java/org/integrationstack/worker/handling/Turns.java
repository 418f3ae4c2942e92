package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Queue;
import org.integrationstack.worker.delivery.Slots;

/** Claims for one executor, and keeps count of how many deliveries of each tenant it has in hand. Thread-safe. */
final class Turns {
    private final Queue queue;
    private final String owner;
    private final int perTenant;
    private final Duration lease;
    private final HandlingMetrics metrics;
    private final ConcurrentMap<TenantId, Integer> busy = new ConcurrentHashMap<>();

    /** @param owner a name that no other executor has, now or later */
    Turns(Queue queue, String owner, HandlingConfig config, HandlingMetrics metrics) {
        this.queue = queue;
        this.owner = owner;
        this.perTenant = config.concurrencyPerTenant();
        this.lease = config.lease();
        this.metrics = metrics;
    }

    Uni<List<Claim>> claim(int free) {
        long begin = System.nanoTime();
        return queue.claim(owner, new Slots(free, perTenant, busy), lease)
                .invoke(claims -> metrics.claimed(claims.size(), Duration.ofNanos(System.nanoTime() - begin)))
                .invoke(claims -> claims.forEach(claim -> busy.merge(tenant(claim), 1, Integer::sum)));
    }

    /** An attempt has come to its end. */
    void release(Claim claim) {
        busy.computeIfPresent(tenant(claim), (tenant, claims) -> claims == 1 ? null : claims - 1);
    }

    private static TenantId tenant(Claim claim) {
        return claim.delivery().tenant().orElseThrow();
    }
}
