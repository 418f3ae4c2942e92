package org.integrationstack.worker.wiring;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * Makes pools of connections of which none outlives a silence. A server that vanished without closing its connections,
 * or is frozen, would otherwise keep them all, and with them executors and callers, for hours: that is how long TCP takes
 * to notice.
 */
class MortalConnections implements PgPoolCreator {
    /** No statement of ours takes nearly as long. */
    private static final int SILENCE_SECONDS = 15;

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(SILENCE_SECONDS).setIdleTimeoutUnit(TimeUnit.SECONDS));
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }

    /** For callers' queries. */
    @ApplicationScoped
    static class OfCallers extends MortalConnections {}

    /** For the ledger's engine. */
    @ApplicationScoped
    @ReactiveDataSource("engine")
    static class OfEngine extends MortalConnections {}
}
