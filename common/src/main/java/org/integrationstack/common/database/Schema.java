package org.integrationstack.common.database;

import java.util.concurrent.CompletableFuture;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

import org.integrationstack.common.startup.Prerequisite;

/**
 * A service's database with its schema in it, brought up to date at start. Replicas may do so at once: Flyway locks its
 * history. Each service makes a bean of it. Thread-safe.
 */
public final class Schema implements Prerequisite {
    private final Runnable migration;
    private final Pool pool;
    private final CompletableFuture<Void> applied = new CompletableFuture<>();

    /**
     * @param migration blocks until the schema is as this version of the service needs it, and throws if it cannot be; with
     *     {@link org.integrationstack.common.startup.StartRefusedException} where it must not be used
     */
    public Schema(Runnable migration, Pool pool) {
        this.migration = migration;
        this.pool = pool;
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    /** Blocks, as Flyway does: prerequisites are established on worker threads. */
    @Override
    public Uni<Void> establish() {
        return Uni.createFrom().voidItem().invoke(migration).invoke(() -> applied.complete(null));
    }

    @Override
    public Uni<Void> check() {
        return pool.withConnection(connection -> connection.query("select 1").execute())
                .replaceWithVoid();
    }

    /** Completes once the schema is there: what works on it by itself begins then. */
    public Uni<Void> applied() {
        return Uni.createFrom().completionStage(() -> applied.copy());
    }

    /** Whether the schema is there. */
    public boolean isApplied() {
        return applied.isDone();
    }
}
