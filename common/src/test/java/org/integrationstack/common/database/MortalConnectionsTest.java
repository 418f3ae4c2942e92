package org.integrationstack.common.database;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MortalConnectionsTest {
    /** Source: PostgreSQL documentation, section 55.7: AuthenticationOk and ReadyForQuery. */
    private static final byte[] WELCOME = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger connections = new AtomicInteger();
    private NetServer server;

    /** A server that greets, and then says nothing any more. */
    @BeforeEach
    void start() throws Exception {
        server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(first -> {
                    connections.incrementAndGet();
                    socket.handler(unheard -> {});
                    socket.write(Buffer.buffer(WELCOME));
                }))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void endAfterASilence() {
        Pool pool = new MortalConnections(Duration.ofMillis(300)).create(new ToServer());

        assertThatThrownBy(() -> ask(pool)).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(() -> ask(pool)).isInstanceOf(ExecutionException.class);

        // The only connection that the pool may have was given up, not kept for good.
        assertThat(connections).hasValue(2);
    }

    private static void ask(Pool pool) throws Exception {
        pool.query("select 1")
                .execute()
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private final class ToServer implements PgPoolCreator.Input {
        @Override
        public Vertx vertx() {
            return vertx;
        }

        @Override
        public PoolOptions poolOptions() {
            return new PoolOptions().setMaxSize(1);
        }

        @Override
        public List<PgConnectOptions> pgConnectOptionsList() {
            return List.of(new PgConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(server.actualPort())
                    .setUser("somebody")
                    .setDatabase("something"));
        }
    }
}
