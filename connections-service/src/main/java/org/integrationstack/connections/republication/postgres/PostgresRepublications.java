package org.integrationstack.connections.republication.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

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
import org.integrationstack.connections.republication.Republication;
import org.integrationstack.connections.republication.Republications;
import org.integrationstack.connections.republication.Republished;

/** Republications as a table, in which a unique index lets one of each topic be under way. */
@ApplicationScoped
class PostgresRepublications implements Republications {
    /** Longer than a batch may take, which has the deadline of its transaction. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final String BEGIN = """
            insert into republication (id, topic, total, requested_by, requested_in) values ($1, $2, $3, $4, $5)
            on conflict do nothing returning *
            """;
    private static final String PAGE = """
            select * from republication where $1::timestamptz is null or (started_at, id) < ($1, $2)
            order by started_at desc, id desc limit $3
            """;
    private static final String FIND = "select * from republication where id = $1";
    private static final String CLAIM = """
            update republication set worker = $1, lease_until = now() + $2 * interval '1 millisecond'
            where id = (select id from republication
                where finished_at is null and (worker is null or worker = $1 or lease_until < now())
                order by started_at limit 1 for update skip locked)
            returning *
            """;
    private static final String PROGRESS = """
            update republication set done = done + $3, skipped = skipped + $4, last_key = $5,
                lease_until = now() + $6 * interval '1 millisecond'
            where id = $1 and worker = $2 and finished_at is null returning *
            """;
    private static final String FINISH = """
            update republication set worker = null, finished_at = now()
            where id = $1 and worker = $2 and finished_at is null returning *
            """;
    private static final String RELEASE = "update republication set worker = null where id = $1 and worker = $2";

    /** Two batches of the outbox's relay. */
    private static final String IS_CROWDED = """
            select count(*) >= 400 as crowded from (select 1 from outbox where published_at is null limit 400) as waiting
            """;

    private final Transactions transactions;
    private final Outbox outbox;

    @Inject
    PostgresRepublications(Transactions transactions, Outbox outbox) {
        this.transactions = transactions;
        this.outbox = outbox;
    }

    @Override
    public Uni<Optional<Republication>> begin(UUID id, String topic, long total, Caller operator) {
        Tuple values = Tuple.of(
                id, topic, total, operator.subject().value(), operator.tenant().value());
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(BEGIN)
                .execute(values)
                .call(begun -> record(connection, begun, "topic.republication_started", "Telling %s anew"))
                .map(PostgresRepublications::first));
    }

    @Override
    public Uni<List<Republication>> list(Optional<Position> after, int limit) {
        Tuple values = Tuple.of(
                after.map(position -> position.at().atOffset(ZoneOffset.UTC)).orElse(null),
                after.map(Position::id).orElse(null),
                limit);
        return query(PAGE, values).map(rows -> Rows.all(rows, PostgresRepublications::republication));
    }

    @Override
    public Uni<Optional<Republication>> find(UUID id) {
        return query(FIND, Tuple.of(id)).map(PostgresRepublications::first);
    }

    @Override
    public Uni<Optional<Republication>> claim(UUID worker) {
        return query(CLAIM, Tuple.of(worker, LEASE.toMillis())).map(PostgresRepublications::first);
    }

    @Override
    public Uni<Optional<Republication>> progress(UUID worker, Republication at, Republished.Batch batch) {
        Tuple values = Tuple.tuple()
                .addUUID(at.id())
                .addUUID(worker)
                .addInteger(batch.told())
                .addInteger(batch.skipped())
                .addUUID(batch.last().orElse(null))
                .addLong(LEASE.toMillis());
        return query(PROGRESS, values).map(PostgresRepublications::first);
    }

    @Override
    public Uni<Void> finish(UUID worker, Republication at) {
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(FINISH)
                .execute(Tuple.of(at.id(), worker))
                .chain(ended -> record(connection, ended, "topic.republished", "Told %s anew")));
    }

    @Override
    public Uni<Void> release(UUID worker, Republication at) {
        return query(RELEASE, Tuple.of(at.id(), worker)).replaceWithVoid();
    }

    @Override
    public Uni<Boolean> isCrowded() {
        return query(IS_CROWDED, Tuple.tuple())
                .map(rows -> rows.iterator().next().getBoolean("crowded"));
    }

    /** An act of the platform, seen in the operator's own tenant. */
    private Uni<Void> record(SqlConnection connection, RowSet<Row> changed, String type, String sentence) {
        if (changed.size() == 0) {
            return Uni.createFrom().voidItem();
        }
        Row row = changed.iterator().next();
        Republication republication = republication(row);
        ActivityRecorded event = new ActivityRecorded(
                UUID.randomUUID(),
                new TenantId(row.getString("requested_in")),
                type,
                null,
                null,
                null,
                republication.finishedAt().orElse(republication.startedAt()),
                sentence.formatted(republication.topic()),
                Map.of(
                        "republication", republication.id().toString(),
                        "requestedBy", republication.requestedBy(),
                        "done", republication.done(),
                        "skipped", republication.skipped()),
                null);
        return outbox.append(connection, Topics.ACTIVITY_RECORDED, event.recordKey(), event.toCloudEvent());
    }

    private Uni<RowSet<Row>> query(String sql, Tuple values) {
        return transactions.sqlAcrossTenants(
                connection -> connection.preparedQuery(sql).execute(values));
    }

    private static Optional<Republication> first(RowSet<Row> rows) {
        return Rows.first(rows, PostgresRepublications::republication);
    }

    private static Republication republication(Row row) {
        return new Republication(
                row.getUUID("id"),
                row.getString("topic"),
                row.getLong("total"),
                row.getLong("done"),
                row.getLong("skipped"),
                Optional.ofNullable(row.getUUID("last_key")),
                row.getString("requested_by"),
                instant(row, "started_at").orElseThrow(),
                instant(row, "finished_at"));
    }

    private static Optional<Instant> instant(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}
