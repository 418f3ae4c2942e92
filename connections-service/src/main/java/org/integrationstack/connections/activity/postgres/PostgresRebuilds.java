package org.integrationstack.connections.activity.postgres;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.connections.activity.Rebuild;
import org.integrationstack.connections.activity.Rebuilds;
import org.integrationstack.connections.database.Rows;
import org.integrationstack.connections.database.Transactions;

/** Rebuilds as a table, in which a unique index lets one run. */
@ApplicationScoped
class PostgresRebuilds implements Rebuilds {
    private static final String GIVE_UP_LOST = """
            update activity_rebuild set state = 'INTERRUPTED', finished_at = now()
            where state = 'RUNNING' and updated_at < now() - interval '30 seconds'
            """;
    private static final String BEGIN =
            "insert into activity_rebuild (id, state) values ($1, 'RUNNING') on conflict do nothing returning *";
    private static final String PROGRESS = """
            update activity_rebuild set done = $2, total = $3, updated_at = now() where id = $1
            """;
    private static final String END =
            "update activity_rebuild set state = $2, updated_at = now(), finished_at = now() where id = $1";
    private static final String LATEST = "select * from activity_rebuild order by started_at desc limit 1";

    private final Transactions transactions;

    @Inject
    PostgresRebuilds(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<Optional<Rebuild>> begin(UUID id) {
        return transactions.sqlAcrossTenants(connection -> connection
                .preparedQuery(GIVE_UP_LOST)
                .execute()
                .chain(() -> connection.preparedQuery(BEGIN).execute(Tuple.of(id)))
                .map(PostgresRebuilds::first));
    }

    @Override
    public Uni<Void> progress(UUID id, long done, long total) {
        return transactions
                .sqlAcrossTenants(
                        connection -> connection.preparedQuery(PROGRESS).execute(Tuple.of(id, done, total)))
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> end(UUID id, Rebuild.State state) {
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(END).execute(Tuple.of(id, state.name())))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<Rebuild>> latest() {
        return transactions
                .sqlAcrossTenants(connection -> connection
                        .preparedQuery(GIVE_UP_LOST)
                        .execute()
                        .chain(() -> connection.preparedQuery(LATEST).execute()))
                .map(PostgresRebuilds::first);
    }

    private static Optional<Rebuild> first(RowSet<Row> rows) {
        return Rows.first(
                rows,
                row -> new Rebuild(
                        row.getUUID("id"),
                        Rebuild.State.valueOf(row.getString("state")),
                        row.getLong("total"),
                        row.getLong("done"),
                        row.getOffsetDateTime("started_at").toInstant(),
                        Optional.ofNullable(row.getOffsetDateTime("finished_at"))
                                .map(OffsetDateTime::toInstant)
                                .orElse(null)));
    }
}
