package org.integrationstack.worker.wiring;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;

import org.integrationstack.common.database.MortalConnections;

/** How connections to PostgreSQL are made. */
final class Pools {
    private Pools() {}

    /** For callers' queries. */
    @ApplicationScoped
    static class OfCallers extends MortalConnections {}

    /** For the ledger's engine. */
    @ApplicationScoped
    @ReactiveDataSource("engine")
    static class OfEngine extends MortalConnections {}
}
