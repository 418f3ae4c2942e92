package org.integrationstack.worker.delivery;

import java.util.Map;
import java.util.Objects;

import org.integrationstack.common.identity.TenantId;

/**
 * What an executor has room for.
 *
 * @param free how many more deliveries it can handle now
 * @param perTenant how many of one tenant it handles at once, at most
 * @param busy how many of each tenant it is handling
 */
public record Slots(int free, int perTenant, Map<TenantId, Integer> busy) {
    public Slots {
        Objects.requireNonNull(busy, "busy");
        busy = Map.copyOf(busy);
    }
}
