package org.integrationstack.common.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnectOptions;

/**
 * Makes pools of connections of which none outlives a silence. A server that vanished without closing its connections,
 * or is frozen, would otherwise keep them all, and with them executors and callers, for a quarter of an hour or more: that
 * is how long TCP takes to notice. Each service makes a bean of it for each of its pools.
 */
public class MortalConnections implements PgPoolCreator {
    /** No statement of ours takes nearly as long. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final Duration silence;

    public MortalConnections() {
        this(SILENCE);
    }

    MortalConnections(Duration silence) {
        this.silence = silence;
    }

    @Override
    public Pool create(Input input) {
        input.pgConnectOptionsList()
                .forEach(options ->
                        options.setIdleTimeout((int) silence.toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
        return PgBuilder.pool()
                .with(input.poolOptions())
                .connectingTo(List.<SqlConnectOptions>copyOf(input.pgConnectOptionsList()))
                .using(input.vertx())
                .build();
    }
}
