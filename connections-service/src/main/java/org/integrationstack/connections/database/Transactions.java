package org.integrationstack.connections.database;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;

/**
 * The way to the database. Each call is one transaction: what the work does is committed when its {@code Uni} ends well
 * and undone when it fails. The transaction carries its tenant as the setting {@code integration.tenant}, which
 * row-level security reads; transactions of different tenants are never nested.
 *
 * <p>One deadline covers it all, the wait for a connection included. When it passes the caller gets a
 * {@link DatabaseSilentException}, which callers of the API see as a 503, and the transaction is undone as soon as the database
 * answers; only where the commit itself was under way does nobody know. The work is not cancelled: cancelling would
 * leave its connection open for good.
 *
 * <p>Can be used from any thread. After a {@link DatabaseSilentException} a request is over: another transaction of it
 * would meet the one that is still open. Nothing that takes long, such as a call to a provider, belongs into a transaction.
 */
@ApplicationScoped
public class Transactions {
    private static final String EVERY_TENANT = "*";

    /** A statement that waits for a lock ends with the deadline too, rather than go on for nobody. */
    private static final String BEGIN =
            "select set_config('integration.tenant', %s, true), set_config('statement_timeout', %s, true)";

    private static final String BEGIN_HIBERNATE = BEGIN.formatted(":tenant", ":millis");
    private static final String BEGIN_SQL = BEGIN.formatted("$1", "$2");

    private final OwnContext ownContext;
    private final Pool pool;
    private final Duration timeout;

    @Inject
    Transactions(OwnContext ownContext, Pool pool, DatabaseSettings settings) {
        this.ownContext = ownContext;
        this.pool = pool;
        this.timeout = settings.timeout();
    }

    /** Work for one tenant on the Hibernate session, which {@link Panache#getSession} gives. */
    public <T> Uni<T> of(TenantId tenant, Supplier<Uni<T>> work) {
        return onSession(tenant.value(), work);
    }

    /** As {@link #of}, but over all tenants: for chores, never for a caller. */
    public <T> Uni<T> acrossTenants(Supplier<Uni<T>> work) {
        return onSession(EVERY_TENANT, work);
    }

    /** Work for one tenant in plain SQL. */
    public <T> Uni<T> sql(TenantId tenant, Function<SqlConnection, Uni<T>> work) {
        return onConnection(tenant.value(), work);
    }

    /** As {@link #sql}, but over all tenants: for chores, never for a caller. */
    public <T> Uni<T> sqlAcrossTenants(Function<SqlConnection, Uni<T>> work) {
        return onConnection(EVERY_TENANT, work);
    }

    private <T> Uni<T> onSession(String tenant, Supplier<Uni<T>> work) {
        return inTime(deadline ->
                onContext(() -> Panache.withTransaction(() -> deadline.guard(() -> Panache.getSession()
                        .chain(session -> session.createNativeQuery(BEGIN_HIBERNATE, Object[].class)
                                .setParameter("tenant", tenant)
                                .setParameter("millis", millis())
                                .getSingleResult())
                        .chain(begun -> work.get())))));
    }

    /** A session lives on a context that is its request's alone; work that belongs to no request gets one of its own. */
    private <T> Uni<T> onContext(Supplier<Uni<T>> transaction) {
        Context current = Vertx.currentContext();
        if (current != null && VertxContextSafetyToggle.isExplicitlyMarkedAsSafe(current)) {
            return transaction.get();
        }
        return ownContext.run(transaction);
    }

    private <T> Uni<T> onConnection(String tenant, Function<SqlConnection, Uni<T>> work) {
        return inTime(deadline -> pool.withTransaction(connection -> deadline.guard(() -> connection
                .preparedQuery(BEGIN_SQL)
                .execute(Tuple.of(tenant, millis()))
                .chain(begun -> work.apply(connection)))));
    }

    /** The work runs to its own end, whatever its caller waits for: that end is what gives the connection back. */
    private <T> Uni<T> inTime(Function<Deadline, Uni<T>> transaction) {
        return Uni.createFrom()
                .<T>emitter(caller -> transaction
                        .apply(new Deadline(System.nanoTime() + timeout.toNanos()))
                        .subscribe()
                        .with(caller::complete, caller::fail))
                .ifNoItem()
                .after(timeout)
                .failWith(DatabaseSilentException::new);
    }

    private String millis() {
        return Long.toString(timeout.toMillis());
    }

    /** @param nanos on the clock of {@link System#nanoTime} */
    private record Deadline(long nanos) {

        /** What was asked for is not begun too late, nor committed too late: its caller has been told that it failed. */
        <T> Uni<T> guard(Supplier<Uni<T>> work) {
            return Uni.createFrom()
                    .deferred(() -> {
                        check();
                        return work.get();
                    })
                    .invoke(this::check);
        }

        private void check() {
            if (System.nanoTime() - nanos >= 0) {
                throw new DatabaseSilentException();
            }
        }
    }
}
