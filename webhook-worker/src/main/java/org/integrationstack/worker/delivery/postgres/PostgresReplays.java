package org.integrationstack.worker.delivery.postgres;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.worker.database.CallerTransactions;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Replay;
import org.integrationstack.worker.delivery.ReplayId;
import org.integrationstack.worker.delivery.Replays;

/**
 * Replays in the ledger: each delivery of one is a row that shares its original's payload and week, queued under its own
 * id for a key. A replay of many remembers the last original that it was made of, in the transaction that makes them.
 */
@ApplicationScoped
class PostgresReplays implements Replays {
    /** How many are made in a step. */
    private static final int STEP = 500;

    /** While so many wait, no more are made: what comes meanwhile waits behind no more than these. */
    private static final int WAITING = 500;

    /** Of what is settled and is no replay. */
    private static final String ORIGINALS =
            " and d.settled_at is not null and d.replay_of is null and d.tenant is not null";

    /** What came again is not replayed beside the first, unless it is asked for. */
    private static final String FIRSTS = " and d.status <> 'duplicate'";

    /** Makes replays of what is in {@code chosen}, and queues them; the columns before the last three are copied. */
    private static final String MAKE = """
            , made as (
                insert into delivery (event, received_at, tenant, connection, owner, provider, endpoint, account, type,
                    delivery_id, key, trace_parent, status, replay_of, replay, forced)
                select event, received_at, tenant, connection, owner, provider, endpoint, account, type,
                    delivery_id, key, trace_parent, 'received', coalesce(replay_of, id), %s, %s
                from chosen c order by c.received_at, c.id
                on conflict do nothing
                returning *
            ), queued as (
                insert into delivery_key (tenant, key, head, at, due)
                select tenant, id::text, id, received_at, clock_timestamp() from made
            )
            """;

    private static final String INSERT = """
            insert into replay (tenant, requested_by, filter, forced, matched) values ($1, $2, $3, $4, $5)
            returning *, '{}'::jsonb as by_status""";

    private static final String SELECT = """
            select r.*, coalesce((
                select jsonb_object_agg(status, n) from (
                    select status, count(*) as n from delivery where replay = r.id group by status) counts), '{}') as by_status
            from replay r where r.tenant = $1 and ($2 or r.requested_by = $3)""";

    private static final String NEWEST_FIRST = " order by r.created_at desc, r.id desc limit " + (Page.SIZE + 1);

    private static final String CANCEL = """
            update replay set status = 'cancelled', ended_at = now()
            where tenant = $1 and ($2 or requested_by = $3) and id = $4 and status = 'running'""";

    private static final String IGNORE_WAITING = """
            with unqueued as (
                delete from delivery_key k using delivery d
                where d.replay = $1 and d.settled_at is null and k.tenant = d.tenant and k.head = d.id
                    and k.key = d.id::text and k.owner is null
                returning d.id, d.received_at
            )
            update delivery d set status = 'ignored', reason = 'the replay was cancelled', settled_at = now()
            from unqueued u where d.id = u.id and d.received_at = u.received_at""";

    private static final String RUNNING = "select id from replay where status = 'running' order by created_at";
    private static final String HOLD =
            "select * from replay where id = $1 and status = 'running' for update skip locked";
    private static final String COUNT_WAITING = """
            select count(*)::int from (
                select from delivery where replay = $1 and settled_at is null limit %d) waiting""".formatted(WAITING);
    private static final String COMPLETE =
            "update replay set status = 'completed', ended_at = clock_timestamp() where id = $1";

    private final CallerTransactions transactions;
    private final Pool engine;

    PostgresReplays(Pool pool, @ReactiveDataSource("engine") Pool engine) {
        this.transactions = new CallerTransactions(pool);
        this.engine = engine;
    }

    @Override
    public Uni<Optional<One>> one(Audience audience, DeliveryId id, boolean forced) {
        return narrowed(
                audience,
                transaction -> status(transaction, audience, id)
                        .chain(found -> found.isEmpty()
                                ? Uni.createFrom().item(Optional.<One>empty())
                                : one(transaction, audience, id, forced).map(Optional::of)));
    }

    private static Uni<Optional<DeliveryStatus>> status(SqlConnection transaction, Audience audience, DeliveryId id) {
        Conditions conditions = only(audience, id);
        return transaction
                .preparedQuery("select d.status from delivery d where " + conditions.sql())
                .execute(conditions.values())
                .map(rows -> stream(rows).findFirst().flatMap(row -> DeliveryStatus.named(row.getString("status"))));
    }

    private static Uni<One> one(SqlConnection transaction, Audience audience, DeliveryId id, boolean forced) {
        Conditions conditions = only(audience, id);
        String sql = "with chosen as (select * from delivery d where " + conditions.sql()
                + " and d.settled_at is not null and d.tenant is not null)"
                + MAKE.formatted("null::uuid", conditions.value(forced))
                + "select " + DeliveryRow.COLUMNS + " from made d";
        return transaction
                .preparedQuery(sql)
                .execute(conditions.values())
                .map(rows -> stream(rows)
                        .findFirst()
                        .<One>map(row -> new One.Made(DeliveryRow.delivery(row)))
                        .orElseGet(One.NotReplayable::new));
    }

    private static Conditions only(Audience audience, DeliveryId id) {
        return new Conditions(audience).and("d.id = %s", Optional.of(id.value()));
    }

    @Override
    public Uni<Integer> count(Audience audience, Filter filter) {
        return narrowed(audience, transaction -> count(transaction, audience, filter));
    }

    private static Uni<Integer> count(SqlConnection transaction, Audience audience, Filter filter) {
        Conditions conditions = new Conditions(audience).and(filter);
        return transaction
                .preparedQuery("select count(*)::int from delivery d where " + conditions.sql() + originals(filter))
                .execute(conditions.values())
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private static String originals(Filter filter) {
        return filter.status().isPresent() ? ORIGINALS : ORIGINALS + FIRSTS;
    }

    @Override
    public Uni<Replay> begin(Audience audience, UserId requestedBy, Filter filter, boolean forced) {
        return narrowed(
                audience,
                transaction -> count(transaction, audience, filter)
                        .chain(matched -> transaction
                                .preparedQuery(INSERT)
                                .execute(Tuple.of(
                                        tenant(audience),
                                        requestedBy.value(),
                                        ReplayRow.filter(filter, audience.narrowing()),
                                        forced,
                                        matched)))
                        .map(rows -> ReplayRow.replay(rows.iterator().next())));
    }

    @Override
    public Uni<Optional<Replay>> find(Audience audience, UserId caller, ReplayId id) {
        return narrowed(audience, transaction -> find(transaction, audience, caller, id));
    }

    private static Uni<Optional<Replay>> find(
            SqlConnection transaction, Audience audience, UserId caller, ReplayId id) {
        return transaction
                .preparedQuery(SELECT + " and r.id = $4")
                .execute(visible(audience, caller).addValue(id.value()))
                .map(rows -> stream(rows).map(ReplayRow::replay).findFirst());
    }

    @Override
    public Uni<Page<Replay>> page(Audience audience, UserId caller, Optional<Position> after) {
        Tuple values = visible(audience, caller);
        after.ifPresent(place -> values.addValue(Conditions.time(place.at())).addValue(place.id()));
        String sql = SELECT
                + after.map(place -> " and (r.created_at, r.id) < ($4, $5)").orElse("")
                + NEWEST_FIRST;
        return narrowed(audience, transaction -> transaction.preparedQuery(sql).execute(values))
                .map(rows -> stream(rows).map(ReplayRow::replay).toList())
                .map(rows -> Page.of(
                        rows,
                        Page.SIZE,
                        replay -> new Position(replay.createdAt(), replay.id().value())));
    }

    @Override
    public Uni<Optional<Replay>> cancel(Audience audience, UserId caller, ReplayId id) {
        return narrowed(
                audience,
                transaction -> transaction
                        .preparedQuery(CANCEL)
                        .execute(visible(audience, caller).addValue(id.value()))
                        .chain(cancelled -> cancelled.rowCount() == 0
                                ? Uni.createFrom().voidItem()
                                : ignoreWaiting(transaction, id))
                        .chain(() -> find(transaction, audience, caller, id)));
    }

    private static Uni<Void> ignoreWaiting(SqlConnection transaction, ReplayId id) {
        return transaction
                .preparedQuery(IGNORE_WAITING)
                .execute(Tuple.of(id.value()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Integer> step() {
        return engine.preparedQuery(RUNNING)
                .execute()
                .onItem()
                .transformToMulti(rows -> Multi.createFrom().items(stream(rows).map(ReplayRow::id)))
                .onItem()
                .transformToUniAndConcatenate(this::step)
                .collect()
                .with(Collectors.summingInt(Integer::intValue));
    }

    private Uni<Integer> step(UUID id) {
        return engine.withTransaction(transaction -> transaction
                .preparedQuery(HOLD)
                .execute(Tuple.of(id))
                .chain(held -> stream(held)
                        .findFirst()
                        .map(row -> step(transaction, row))
                        .orElseGet(() -> Uni.createFrom().item(0))));
    }

    private static Uni<Integer> step(SqlConnection transaction, Row replay) {
        UUID id = ReplayRow.id(replay);
        return transaction
                .preparedQuery(COUNT_WAITING)
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next().getInteger(0))
                .chain(waiting -> {
                    if (!replay.getBoolean("complete")) {
                        return waiting < WAITING
                                ? make(transaction, replay)
                                : Uni.createFrom().item(0);
                    }
                    return waiting > 0
                            ? Uni.createFrom().item(0)
                            : transaction
                                    .preparedQuery(COMPLETE)
                                    .execute(Tuple.of(id))
                                    .replaceWith(0);
                });
    }

    /** The next ones, oldest first, from where the last step ended. */
    private static Uni<Integer> make(SqlConnection transaction, Row replay) {
        Filter filter = ReplayRow.filter(replay);
        Conditions conditions = new Conditions(ReplayRow.audience(replay))
                .and(filter)
                .beyond(replay.getOffsetDateTime("made_at"), replay.getUUID("made_id"));
        String id = conditions.value(ReplayRow.id(replay));
        String forced = conditions.value(replay.getBoolean("forced"));
        String sql = "with chosen as (select * from delivery d where " + conditions.sql() + originals(filter)
                + " order by d.received_at, d.id limit " + STEP + ")"
                + MAKE.formatted(id, forced)
                + """
                , last as (
                    select received_at, id from chosen order by received_at desc, id desc limit 1
                )
                update replay r set made = made + (select count(*) from made),
                    complete = (select count(*) from chosen) < %d,
                    made_at = coalesce((select received_at from last), made_at),
                    made_id = coalesce((select id from last), made_id)
                where r.id = %s returning (select count(*)::int from made)""".formatted(STEP, id);
        return transaction
                .preparedQuery(sql)
                .execute(conditions.values())
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private <T> Uni<T> narrowed(Audience audience, Function<SqlConnection, Uni<T>> work) {
        return transactions.of(audience.tenant().orElseThrow(), work);
    }

    private static Tuple visible(Audience audience, UserId caller) {
        boolean all = audience.narrowing().providers().isEmpty()
                && audience.narrowing().connections().isEmpty();
        return Tuple.tuple().addValue(tenant(audience)).addValue(all).addValue(caller.value());
    }

    private static String tenant(Audience audience) {
        return audience.tenant().map(TenantId::value).orElseThrow();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
