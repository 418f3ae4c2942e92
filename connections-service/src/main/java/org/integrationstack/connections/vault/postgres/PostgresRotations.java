package org.integrationstack.connections.vault.postgres;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.page.Position;
import org.integrationstack.connections.database.Rows;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.vault.DataKeys;
import org.integrationstack.connections.vault.Rotation;
import org.integrationstack.connections.vault.Rotations;
import org.integrationstack.connections.vault.SealedTable;

/** Rotations in Postgres. What a step does and that it was done commit together, under the lease or not at all. */
@ApplicationScoped
class PostgresRotations implements Rotations {
    /** Longer than a step takes, which is one small transaction. */
    private static final Duration LEASE = Duration.ofSeconds(10);

    /** The index over what is unfinished lets one in. */
    private static final String BEGIN = """
            insert into key_rotation (id, requested_by, requested_in) values ($1, $2, $3)
            on conflict do nothing returning *
            """;

    private static final String PAGE = """
            select * from key_rotation where $1::timestamptz is null or (started_at, id) < ($1, $2)
            order by started_at desc, id desc limit $3
            """;

    private static final String FIND = "select * from key_rotation where id = $1";

    private static final String CLAIM = """
            update key_rotation set worker = $1, lease_until = now() + $2 * interval '1 millisecond'
            where finished_at is null and due_at <= now() and (worker is null or worker = $1 or lease_until < now())
            returning *
            """;

    /** Every step ends so: by its worker, or undone. */
    private static final String STEP = "update key_rotation set %s where finished_at is null and worker = $1";

    private static final String LET_GO = "worker = null, due_at = now() + $2 * interval '1 millisecond'";
    private static final String SPREAD = STEP.formatted(LET_GO + ", state = 'SPREADING'");
    private static final String BEGIN_RESEALING = STEP.formatted(LET_GO + ", state = 'RESEALING', total = $3");
    private static final String RELEASE = STEP.formatted(LET_GO + ", unreadable = $3");
    private static final String FINISH =
            STEP.formatted("worker = null, state = 'DONE', done = total, unreadable = 0, finished_at = now()")
                    + " returning *";
    private static final String PROGRESS =
            STEP.formatted("done = least(total, done + $2), lease_until = now() + $3 * interval '1 millisecond'");

    private final Transactions transactions;

    private final Outbox outbox;

    @Inject
    PostgresRotations(Transactions transactions, Outbox outbox) {
        this.transactions = transactions;
        this.outbox = outbox;
    }

    @Override
    public Uni<Optional<Rotation>> begin(UUID id, Caller operator) {
        Tuple values =
                Tuple.of(id, operator.subject().value(), operator.tenant().value());
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(BEGIN)
                .execute(values)
                .map(PostgresRotations::first)
                .call(begun -> begun.map(
                                row -> record(connection, row, "keys.rotation.started", "Key rotation started"))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .map(begun -> begun.map(PostgresRotations::rotation)));
    }

    @Override
    public Uni<List<Rotation>> list(Optional<Position> after, int limit) {
        Tuple values = Tuple.of(
                after.map(position -> position.at().atOffset(ZoneOffset.UTC)).orElse(null),
                after.map(Position::id).orElse(null),
                limit);
        return query(PAGE, values).map(rows -> Rows.all(rows, PostgresRotations::rotation));
    }

    @Override
    public Uni<Optional<Rotation>> find(UUID id) {
        return one(FIND, Tuple.of(id));
    }

    @Override
    public Uni<Optional<Rotation>> claim(UUID worker) {
        return one(CLAIM, Tuple.of(worker, LEASE.toMillis()));
    }

    @Override
    public Uni<Void> spread(UUID worker, Duration pause) {
        return step(SPREAD, Tuple.of(worker, pause.toMillis()));
    }

    @Override
    public Uni<Void> beginResealing(UUID worker, List<Outdated> outdated) {
        return transactions.sqlAcrossTenants(connection -> Multi.createFrom()
                .iterable(outdated)
                .onItem()
                .transformToUniAndConcatenate(it -> count(connection, it))
                .collect()
                .in(() -> new long[1], (sum, number) -> sum[0] += number)
                .chain(total -> step(connection, BEGIN_RESEALING, Tuple.of(worker, 0L, total[0]))));
    }

    @Override
    public Uni<Void> release(UUID worker, long unreadable, Duration pause) {
        return step(RELEASE, Tuple.of(worker, pause.toMillis(), unreadable));
    }

    @Override
    public Uni<Void> finish(UUID worker) {
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(FINISH)
                .execute(Tuple.of(worker))
                .map(rows -> first(rows).orElseThrow(LeaseLostException::new))
                .chain(row -> record(connection, row, "keys.rotation.finished", "Key rotation finished")));
    }

    /** An act of the platform, seen in the operator's own tenant. */
    private Uni<Void> record(SqlConnection connection, Row row, String type, String summary) {
        Rotation rotation = rotation(row);
        ActivityRecorded event = new ActivityRecorded(
                UUID.randomUUID(),
                new TenantId(row.getString("requested_in")),
                type,
                null,
                null,
                null,
                rotation.finishedAt().orElse(rotation.startedAt()),
                summary,
                Map.of(
                        "rotation",
                        rotation.id().toString(),
                        "requestedBy",
                        rotation.requestedBy(),
                        "resealed",
                        rotation.done()),
                null);
        return outbox.append(connection, Topics.ACTIVITY_RECORDED, event.recordKey(), event.toCloudEvent());
    }

    @Override
    public Uni<Batch> reseal(UUID worker, SealedTable table, DataKeys keys, Optional<RowId> after, int limit) {
        Resealer resealer = new Resealer(table, keys);
        return transactions.sqlAcrossTenants(connection -> resealer.reseal(connection, after, limit)
                .call(batch ->
                        step(connection, PROGRESS, Tuple.of(worker, (long) batch.resealed(), LEASE.toMillis()))));
    }

    private static Uni<Long> count(SqlConnection connection, Outdated outdated) {
        return connection
                .preparedQuery("select count(*) as number from %s where %s"
                        .formatted(outdated.table().name(), Resealer.outdated(outdated.table())))
                .execute(Tuple.of(outdated.primaryId()))
                .map(rows -> rows.iterator().next().getLong("number"));
    }

    private Uni<Void> step(String sql, Tuple values) {
        return transactions.sqlAcrossTenants(connection -> step(connection, sql, values));
    }

    private static Uni<Void> step(SqlConnection connection, String sql, Tuple values) {
        return connection
                .preparedQuery(sql)
                .execute(values)
                .invoke(changed -> {
                    if (changed.rowCount() == 0) {
                        throw new LeaseLostException();
                    }
                })
                .replaceWithVoid();
    }

    private Uni<Optional<Rotation>> one(String sql, Tuple values) {
        return query(sql, values).map(rows -> first(rows).map(PostgresRotations::rotation));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return Rows.first(rows, row -> row);
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return transactions.sqlAcrossTenants(
                connection -> connection.preparedQuery(sql).execute(values));
    }

    private static Rotation rotation(Row row) {
        return new Rotation(
                row.getUUID("id"),
                Rotation.State.valueOf(row.getString("state")),
                row.getLong("total"),
                row.getLong("done"),
                row.getLong("unreadable"),
                row.getString("requested_by"),
                row.getOffsetDateTime("started_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("finished_at")).map(at -> at.toInstant()));
    }
}
