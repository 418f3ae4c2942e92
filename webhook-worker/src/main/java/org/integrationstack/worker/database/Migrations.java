package org.integrationstack.worker.database;

import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import org.flywaydb.core.Flyway;

import org.integrationstack.common.startup.Prerequisite;

/** Brings the worker's schema up to date at start. Two replicas may do so at once: Flyway locks its history. */
@ApplicationScoped
public class Migrations implements Prerequisite {
    private final Flyway flyway;
    private final Pool pool;
    private final CompletableFuture<Void> applied = new CompletableFuture<>();

    Migrations(Flyway flyway, Pool pool) {
        this.flyway = flyway;
        this.pool = pool;
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public Uni<Void> establish() {
        return Uni.createFrom()
                .item(flyway::migrate)
                // Flyway speaks JDBC, which blocks its thread.
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .invoke(() -> applied.complete(null))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> check() {
        return pool.query("select 1").execute().replaceWithVoid();
    }

    /** Completes once the schema is as this version of the worker needs it. */
    public Uni<Void> applied() {
        return Uni.createFrom().completionStage(() -> applied.copy());
    }
}
