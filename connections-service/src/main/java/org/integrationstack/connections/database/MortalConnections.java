package org.integrationstack.connections.database;

import java.util.List;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * Makes the pool of connections of which none outlives a silence. A server that vanished without closing its
 * connections, or is frozen, would otherwise keep them all, and with them the pool, for hours: that is how long TCP
 * takes to notice.
 */
@ApplicationScoped
class MortalConnections implements PgPoolCreator {
    /** Nobody waits any more after one deadline; what takes longer by as much again is dead. */
    private static final int DEADLINES = 3;

    private final DatabaseSettings settings;

    @Inject
    MortalConnections(DatabaseSettings settings) {
        this.settings = settings;
    }

    @Override
    public Pool create(Input input) {
        int silence = Math.toIntExact(settings.timeout().multipliedBy(DEADLINES).toMillis());
        input.pgConnectOptionsList()
                .forEach(options -> options.setIdleTimeout(silence).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
