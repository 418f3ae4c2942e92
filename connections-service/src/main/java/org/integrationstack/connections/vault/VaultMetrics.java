package org.integrationstack.connections.vault;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What a rotation has done, and how many keys there are: more than one per purpose while a rotation is under way. */
final class VaultMetrics {
    private final MeterRegistry registry;

    VaultMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void watch(Vault vault) {
        vault.purposes()
                .forEach(purpose -> Gauge.builder("integration.vault.keys", vault, it -> it.size(purpose))
                        .tag("purpose", purpose.name())
                        .register(registry));
    }

    void resealed(SealedTable table, Rotations.Batch batch) {
        registry.counter("integration.vault.resealed", "table", table.name()).increment(batch.resealed());
        registry.counter("integration.vault.unreadable", "table", table.name()).increment(batch.unreadable());
    }
}
