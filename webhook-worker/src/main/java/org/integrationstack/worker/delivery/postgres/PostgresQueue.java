package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.LeaseLostException;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Queue;
import org.integrationstack.worker.delivery.Slots;

/**
 * The queue in Postgres: a row of {@code delivery_key} for each key with open deliveries, and the delivery whose turn it
 * is. Claiming walks from tenant to tenant along the index, {@value #TENANTS} of them at a time, and takes of each what
 * is longest due: its cost depends neither on how much is queued nor, beyond that number, on by how many.
 *
 * <p>A claim locks its rows for the one statement that makes it. Settling locks the key only after the attempt's own
 * writes, so that storing further deliveries of the key never waits for a handler.
 */
@ApplicationScoped
class PostgresQueue implements Queue {
    private static final int TENANTS = 100;
    private static final String FIRST = "";

    /**
     * The recursion finds each next tenant with one look into the index, together with when its first key is due. The
     * last column tells where the walk ended, if there are more: claims or none, there is a row.
     */
    static final String CLAIM = """
            with recursive tenants as (
                (select tenant, due, 1 as n from delivery_key where tenant > $4 order by tenant, due limit 1)
                union all
                select next.tenant, next.due, t.n + 1 from tenants t cross join lateral (
                    select tenant, due from delivery_key where tenant > t.tenant order by tenant, due limit 1) next
                where t.n < %d
            ), busy as (
                select * from unnest($5::text[], $6::int[]) as b(tenant, claims)
            ), candidate as (
                select k.tenant, k.key, k.due,
                    coalesce(b.claims, 0) + row_number() over (partition by k.tenant order by k.due) as turn
                from tenants t left join busy b using (tenant) cross join lateral (
                    select tenant, key, due from delivery_key
                    where tenant = t.tenant and due <= now()
                    order by due limit greatest(0, least($2::int, $7::int - coalesce(b.claims, 0)))
                    for update skip locked) k
                where t.due <= now()
            ), chosen as (
                select tenant, key from candidate order by turn, due limit $2::int
            ), claimed as (
                update delivery_key k set owner = $1, epoch = k.epoch + 1, due = now() + $3 * interval '1 millisecond',
                    crashes = k.crashes + case when k.owner is null then 0 else 1 end
                from chosen c where k.tenant = c.tenant and k.key = c.key
                returning k.*
            ), begun as (
                update delivery d set status = 'processing' from claimed c where d.id = c.head and d.received_at = c.at
                returning %s, c.key as queue_key, c.epoch, c.crashes
            )
            select d.*, (select max(tenant) from tenants where n = %1$d) as onward
            from (values (1)) as always(here) left join begun d on true""".formatted(TENANTS, DeliveryRow.COLUMNS);

    /**
     * The attempt's payload, and from then on the tenant's rows alone, and no statement longer than the deadline. A row
     * even when the payload is gone. The payload is looked up first, and the settings made for the row that is found.
     */
    private static final String BEGIN = """
            select p.*, set_config('integration.tenant', $1, true), set_config('statement_timeout', $2, true)
            from (values (1)) as always(here)
            left join (select %s from payload p where p.event = $3 and p.received_at = $4) p on true""".formatted(Payloads.COLUMNS);

    private static final String HELD = "tenant = $1 and key = $2 and owner = $3 and epoch = $4 and head = $5";

    /** Nothing is set unless the claim is held: its owner, its epoch, and still this delivery. */
    private static final String SET_STATUS = """
            with held as (select from delivery_key where %s for update)
            update delivery set status = $7, reason = $8, settled_at = case when $9 then clock_timestamp() end,
                attempts = $10, history = history || $11::jsonb
            where id = $5 and received_at = $6 and exists (select from held)""".formatted(HELD);

    /**
     * Makes the key due for its next delivery, or removes it. Only for who holds the key locked, in a statement of its
     * own: otherwise a delivery that is being stored could lose its key.
     */
    private static final String NEXT = """
            with next as (
                select id, received_at from delivery
                where tenant = $1 and key = $2 and settled_at is null and replay_of is null order by seq limit 1
            ), done as (
                delete from delivery_key where %1$s and not exists (select from next)
            )
            update delivery_key k set owner = null, crashes = 0, head = next.id, at = next.received_at,
                due = clock_timestamp()
            from next where %1$s""".formatted(HELD);

    private static final String POSTPONE = """
            update delivery_key set owner = null, crashes = 0, due = clock_timestamp() + $6 * interval '1 millisecond'
            where %s""".formatted(HELD);

    private static final String OLDEST_OPEN =
            "select received_at from delivery where settled_at is null order by received_at limit 1";

    private final Pool pool;
    private final Payloads payloads;
    /** The tenant after which the next walk begins. */
    private volatile String position = FIRST;

    PostgresQueue(@ReactiveDataSource("engine") Pool pool, Sealer sealer) {
        this.pool = pool;
        this.payloads = new Payloads(sealer);
    }

    @Override
    public Uni<List<Claim>> claim(String owner, Slots slots, Duration lease) {
        boolean fromFirst = position.equals(FIRST);
        return walk(owner, slots, lease)
                .chain(claims -> claims.isEmpty() && !(fromFirst && position.equals(FIRST))
                        ? goOn(owner, slots, lease)
                        : Uni.createFrom().item(claims));
    }

    /** Once through all tenants that are left, and then, where that is not where it began, through the first ones. */
    private Uni<List<Claim>> goOn(String owner, Slots slots, Duration lease) {
        return walk(owner, slots, lease)
                .chain(claims -> claims.isEmpty() && !position.equals(FIRST)
                        ? goOn(owner, slots, lease)
                        : Uni.createFrom().item(claims));
    }

    private Uni<List<Claim>> walk(String owner, Slots slots, Duration lease) {
        Map<TenantId, Integer> busy = slots.busy();
        TenantId[] tenants = busy.keySet().toArray(TenantId[]::new);
        Tuple values = Tuple.tuple()
                .addValue(owner)
                .addValue(slots.free())
                .addValue(lease.toMillis())
                .addValue(position)
                .addValue(Stream.of(tenants).map(TenantId::value).toArray(String[]::new))
                .addValue(Stream.of(tenants).map(busy::get).toArray(Integer[]::new))
                .addValue(slots.perTenant());
        return pool.preparedQuery(CLAIM).execute(values).map(rows -> claims(owner, rows));
    }

    private List<Claim> claims(String owner, RowSet<Row> rows) {
        String onward = rows.iterator().next().getString("onward");
        position = onward == null ? FIRST : onward;
        Instant now = Instant.now();
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getUUID("id") != null)
                .map(row -> claim(owner, row, now))
                .toList();
    }

    private static Claim claim(String owner, Row row, Instant now) {
        return new Claim(
                DeliveryRow.delivery(row).withAnAttempt(),
                row.getString("queue_key"),
                owner,
                row.getLong("epoch"),
                row.getInteger("crashes"),
                now);
    }

    @Override
    public Uni<Outcome> settle(Claim claim, Duration deadline, Work attempt) {
        return pool.withTransaction(transaction -> begin(transaction, claim, deadline)
                .chain(row -> attempt.in(transaction, () -> payloads.payload(row)))
                .call(outcome -> close(transaction, claim, outcome)));
    }

    @Override
    public Uni<Optional<Instant>> oldestOpen() {
        return pool.query(OLDEST_OPEN)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .flatMap(row -> DeliveryRow.time(row, "received_at")));
    }

    private static Uni<Row> begin(SqlConnection transaction, Claim claim, Duration deadline) {
        Delivery delivery = claim.delivery();
        Tuple values = Tuple.of(
                tenant(delivery),
                Long.toString(deadline.toMillis()),
                delivery.event(),
                delivery.receivedAt().atOffset(ZoneOffset.UTC));
        return transaction
                .preparedQuery(BEGIN)
                .execute(values)
                .map(rows -> rows.iterator().next());
    }

    /**
     * Sends both statements at once, which saves waiting for the first: the server runs them in this order, and the
     * second changes nothing either where the claim is not held.
     */
    private static Uni<Void> close(SqlConnection transaction, Claim claim, Outcome outcome) {
        return Uni.join()
                .all(store(transaction, claim, outcome), release(transaction, claim, outcome))
                .andFailFast()
                .replaceWithVoid();
    }

    private static Uni<Void> store(SqlConnection transaction, Claim claim, Outcome outcome) {
        Delivery delivery = claim.delivery();
        boolean isAttempt = !(outcome instanceof Outcome.Parked);
        Tuple values = held(claim)
                .addValue(delivery.receivedAt().atOffset(ZoneOffset.UTC))
                .addValue(outcome.status().text())
                .addValue(outcome.reason().orElse(null))
                .addValue(outcome.delay().isEmpty())
                .addValue(delivery.attempts() - (isAttempt ? 0 : 1))
                .addValue(isAttempt ? new JsonArray().add(history(claim, outcome)) : new JsonArray());
        return transaction
                .preparedQuery(SET_STATUS)
                .execute(values)
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new LeaseLostException(claim);
                    }
                })
                .replaceWithVoid();
    }

    private static JsonObject history(Claim claim, Outcome outcome) {
        return new JsonObject()
                .put("number", claim.delivery().attempts())
                .put("begunAt", claim.begunAt().toString())
                .put("endedAt", Instant.now().toString())
                .put("outcome", outcome.status().text())
                .put("reason", outcome.reason().orElse(null));
    }

    private static Uni<Void> release(SqlConnection transaction, Claim claim, Outcome outcome) {
        return outcome.delay()
                .map(delay ->
                        transaction.preparedQuery(POSTPONE).execute(held(claim).addValue(delay.toMillis())))
                .orElseGet(() -> transaction.preparedQuery(NEXT).execute(held(claim)))
                .replaceWithVoid();
    }

    private static Tuple held(Claim claim) {
        return Tuple.tuple()
                .addValue(tenant(claim.delivery()))
                .addValue(claim.queueKey())
                .addValue(claim.owner())
                .addValue(claim.epoch())
                .addValue(claim.delivery().id().value());
    }

    private static String tenant(Delivery delivery) {
        return delivery.tenant().map(TenantId::value).orElseThrow();
    }
}
