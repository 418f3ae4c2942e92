package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.LeaseLostException;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Queue;

/**
 * The queue in Postgres: a row of {@code delivery_key} for each key with open deliveries, claimed by its due time.
 *
 * <p>A claim locks its rows for the one statement that makes it. Settling locks the key only after the attempt's own
 * writes, so that storing further deliveries of the key never waits for a handler.
 */
@ApplicationScoped
class PostgresQueue implements Queue {
    private static final String OPEN = "d.status in ('received', 'processing', 'retrying')";

    /**
     * Where another executor settled a key's head after this statement began, the head found here is closed by now: the
     * condition on the update, which Postgres checks again on the newest row, leaves it alone, and the key comes back
     * without a delivery.
     */
    private static final String CLAIM = """
            with due as (
                select tenant, key from delivery_key where due <= now() order by due limit $2 for update skip locked
            ), claimed as (
                update delivery_key k set owner = $1, epoch = k.epoch + 1, due = now() + $3 * interval '1 millisecond'
                from due where k.tenant = due.tenant and k.key = due.key
                returning k.tenant, k.key, k.epoch
            ), head as (
                select claimed.epoch, first.id from claimed cross join lateral (
                    select d.id from delivery d where d.tenant = claimed.tenant and d.key = claimed.key and %1$s
                    order by d.seq limit 1) first
            ), begun as (
                update delivery d set status = 'processing', attempts = d.attempts + 1
                from head where d.id = head.id and %1$s
                returning %2$s
            )
            select d.*, p.content_type, p.headers, p.body, c.tenant as key_tenant, c.key as key_key, c.epoch
            from claimed c left join begun d on d.tenant = c.tenant and d.key = c.key left join payload p using (event)
            """.formatted(OPEN, DeliveryRow.COLUMNS);

    private static final String NARROW = "select set_config('integration.tenant', $1, true)";

    private static final String HOLD_KEY = """
            select from delivery_key where tenant = $1 and key = $2 and owner = $3 and epoch = $4 for update""";

    private static final String SET_STATUS = """
            update delivery set status = $2, reason = $3, settled_at = case when $4 then now() end where id = $1""";

    private static final String HAS_OPEN =
            "exists (select from delivery d where d.tenant = $1 and d.key = $2 and " + OPEN + ")";

    /**
     * Removes the key with its last open delivery, or makes it due for its next one. Only for who holds the key locked:
     * otherwise a delivery that is being stored could lose its key.
     */
    private static final String RELEASE_KEY = """
            with done as (delete from delivery_key where tenant = $1 and key = $2 and not %1$s)
            update delivery_key set owner = null, due = clock_timestamp() + $3 * interval '1 millisecond'
            where tenant = $1 and key = $2 and %1$s""".formatted(HAS_OPEN);

    private static final String GIVE_BACK = """
            update delivery_key set owner = null, due = clock_timestamp()
            where tenant = $1 and key = $2 and owner = $3 and epoch = $4""";

    private static final String OLDEST_OPEN =
            "select received_at from delivery d where " + OPEN + " order by received_at limit 1";

    private final Pool pool;

    PostgresQueue(@ReactiveDataSource("engine") Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<List<Claim>> claim(String owner, int most, Duration lease) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(owner, most, lease.toMillis()))
                .call(rows -> giveBackHeadless(owner, rows))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .filter(row -> row.getUUID("id") != null)
                        .map(row -> claim(owner, row))
                        .toList());
    }

    @Override
    public Uni<Outcome> settle(Claim claim, Function<SqlConnection, Uni<Outcome>> attempt) {
        // Chained, so that an attempt that throws is rolled back like one that fails.
        return pool.withTransaction(transaction -> narrow(transaction, claim)
                .chain(() -> attempt.apply(transaction))
                .call(() -> hold(transaction, claim))
                .call(outcome -> store(transaction, claim, outcome)));
    }

    @Override
    public Uni<Optional<Instant>> oldestOpen() {
        return pool.query(OLDEST_OPEN)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .flatMap(row -> DeliveryRow.time(row, "received_at")));
    }

    private static Claim claim(String owner, Row row) {
        return new Claim(DeliveryRow.delivery(row), DeliveryRow.payload(row), owner, row.getLong("epoch"));
    }

    private Uni<Void> giveBackHeadless(String owner, RowSet<Row> rows) {
        List<Tuple> keys = StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getUUID("id") == null)
                .map(row ->
                        Tuple.of(row.getString("key_tenant"), row.getString("key_key"), owner, row.getLong("epoch")))
                .toList();
        return keys.isEmpty()
                ? Uni.createFrom().voidItem()
                : pool.preparedQuery(GIVE_BACK).executeBatch(keys).replaceWithVoid();
    }

    /** An attempt sees its own tenant's rows alone. */
    private static Uni<RowSet<Row>> narrow(SqlConnection transaction, Claim claim) {
        return transaction.preparedQuery(NARROW).execute(Tuple.of(tenant(claim.delivery())));
    }

    private static Uni<Void> hold(SqlConnection transaction, Claim claim) {
        Delivery delivery = claim.delivery();
        Tuple lease = Tuple.of(tenant(delivery), delivery.key(), claim.owner(), claim.epoch());
        return transaction
                .preparedQuery(HOLD_KEY)
                .execute(lease)
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw new LeaseLostException(claim);
                    }
                })
                .replaceWithVoid();
    }

    private static Uni<Void> store(SqlConnection transaction, Claim claim, Outcome outcome) {
        Delivery delivery = claim.delivery();
        boolean isFinal = outcome.delay().isEmpty();
        Tuple status = Tuple.of(
                delivery.id().value(), outcome.status().text(), outcome.reason().orElse(null), isFinal);
        Tuple release = Tuple.of(
                tenant(delivery),
                delivery.key(),
                outcome.delay().orElse(Duration.ZERO).toMillis());
        return transaction
                .preparedQuery(SET_STATUS)
                .execute(status)
                .chain(() -> transaction.preparedQuery(RELEASE_KEY).execute(release))
                .replaceWithVoid();
    }

    private static String tenant(Delivery delivery) {
        return delivery.tenant().map(TenantId::value).orElseThrow();
    }
}
