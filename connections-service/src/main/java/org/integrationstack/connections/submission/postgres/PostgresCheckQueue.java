package org.integrationstack.connections.submission.postgres;

import java.time.OffsetDateTime;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.database.Rows;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.submission.CheckOrder;
import org.integrationstack.connections.submission.CheckQueue;

/** Claims in one statement: what is taken comes due again after 30 s, then twice as long each time, an hour at most. */
@ApplicationScoped
class PostgresCheckQueue implements CheckQueue {
    private static final String ADD =
            "insert into credential_check (connection, tenant, due) values (:id, :tenant, now() + interval '30 seconds')";

    private static final String REMOVE = "delete from credential_check where connection = :id and tenant = :tenant";

    private static final String REST = "update credential_check set due = since + interval '24 hours'"
            + " where connection = :id and tenant = :tenant";

    private static final String CLAIM = """
            update credential_check
            set due = now() + least(interval '1 hour', interval '30 seconds' * power(2, least(attempts, 10))),
                attempts = attempts + 1
            where connection in (
                select connection from credential_check
                where due <= now()
                order by due
                limit $1
                for update skip locked)
            returning connection, tenant, since
            """;

    private final Transactions transactions;

    @Inject
    PostgresCheckQueue(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<Void> add(Connection pending) {
        return change(ADD, pending);
    }

    @Override
    public Uni<Void> remove(Connection settled) {
        return change(REMOVE, settled);
    }

    @Override
    public Uni<Void> rest(Connection pending) {
        return change(REST, pending);
    }

    @Override
    public Uni<List<CheckOrder>> claim(int limit) {
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(CLAIM).execute(Tuple.of(limit)))
                .map(rows -> Rows.all(rows, PostgresCheckQueue::order));
    }

    private static Uni<Void> change(String statement, Connection connection) {
        return Panache.getSession()
                .chain(session -> session.createNativeQuery(statement)
                        .setParameter("id", connection.id().value())
                        .setParameter("tenant", connection.tenant().value())
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static CheckOrder order(Row row) {
        return new CheckOrder(
                new TenantId(row.getString("tenant")),
                new ConnectionId(row.getUUID("connection")),
                row.get(OffsetDateTime.class, "since").toInstant());
    }
}
