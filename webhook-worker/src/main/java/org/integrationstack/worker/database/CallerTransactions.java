package org.integrationstack.worker.database;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;

/**
 * Transactions for callers. Each carries its tenant, of whose rows Postgres then shows no more. A database that says
 * nothing is given up on after {@value #PATIENCE_SECONDS} s, with a {@link io.smallrye.mutiny.TimeoutException} in the
 * result; whether what was written is committed then, nobody knows. Thread-safe.
 */
public final class CallerTransactions {
    private static final String NARROW = """
            select set_config('integration.tenant', $1, true), set_config('integration.unrouted', $2, true),
                set_config('statement_timeout', $3, true)""";

    private static final long PATIENCE_SECONDS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);

    private final Pool pool;

    public CallerTransactions(Pool pool) {
        this.pool = pool;
    }

    /** Work that sees the tenant's rows. */
    public <T> Uni<T> of(TenantId tenant, Function<SqlConnection, Uni<T>> work) {
        return of(Optional.of(tenant), false, work);
    }

    /**
     * Work that sees the tenant's rows, if there is one. It runs to its own end, whatever its caller waits for: that end
     * is what gives the connection back.
     *
     * @param unrouted whether it also sees the deliveries that belong to nobody
     */
    public <T> Uni<T> of(Optional<TenantId> tenant, boolean unrouted, Function<SqlConnection, Uni<T>> work) {
        Tuple narrowed = Tuple.of(
                tenant.map(TenantId::value).orElse(""), Boolean.toString(unrouted), Long.toString(PATIENCE.toMillis()));
        // Chained, so that work that throws is rolled back like one that fails.
        Uni<T> transaction = pool.withTransaction(
                connection -> connection.preparedQuery(NARROW).execute(narrowed).chain(() -> work.apply(connection)));
        return Uni.createFrom()
                .<T>emitter(caller -> transaction.subscribe().with(caller::complete, caller::fail))
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }
}
