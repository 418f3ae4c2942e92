package org.integrationstack.connections.wiring;

import java.time.Duration;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import org.flywaydb.core.Flyway;

import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.outbox.OutboxRelay;
import org.integrationstack.common.startup.Prerequisite;

/** The database with our schema in it; once it is there, what works on it by itself begins. */
@ApplicationScoped
class Database implements Prerequisite {
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(8);

    private final Flyway flyway;
    private final Pool pool;
    private final OutboxRelay relay;
    private volatile boolean migrated;

    @Inject
    Database(Flyway flyway, Pool pool, Outbox outbox, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.flyway = flyway;
        this.pool = pool;
        this.relay = new OutboxRelay(pool, outbox, kafka);
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    /** Blocks: prerequisites are established on worker threads. */
    @Override
    public Uni<Void> establish() {
        return Uni.createFrom().item(flyway::migrate).invoke(this::begin).replaceWithVoid();
    }

    @Override
    public Uni<Void> check() {
        return pool.query("select 1").execute().replaceWithVoid();
    }

    /** Whether the schema is as this version of the service needs it. */
    boolean isMigrated() {
        return migrated;
    }

    private void begin() {
        migrated = true;
        relay.start();
    }

    /** Waits for what is being published, though not for a database that is away. */
    void stop(@Observes ShutdownEvent event) {
        if (migrated) {
            relay.stop()
                    .ifNoItem()
                    .after(PATIENCE_AT_END)
                    .recoverWithItem((Void) null)
                    .await()
                    .indefinitely();
        }
    }
}
