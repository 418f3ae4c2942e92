package org.integrationstack.connections.connection.postgres;

import java.util.List;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.connection.RevocationQueue;
import org.integrationstack.connections.database.Transactions;

/**
 * Claims in one statement: what is taken comes due again after 30 s, then twice as long with each attempt, an hour at
 * most. The first pause is longer than an attempt may take, so two replicas never ask for the same one at once.
 */
@ApplicationScoped
class PostgresRevocationQueue implements RevocationQueue {
    private static final String CLAIM = """
            update connection
            set revocation_due = now() + least(interval '1 hour', interval '30 seconds' * power(2, least(revocation_attempts, 10))),
                revocation_attempts = revocation_attempts + 1
            where id in (
                select id from connection
                where revocation = 'PENDING' and revocation_due <= now()
                order by revocation_due
                limit $1
                for update skip locked)
            returning tenant, id, updated_at
            """;

    private final Transactions transactions;

    @Inject
    PostgresRevocationQueue(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Uni<List<Due>> claim(int limit) {
        return transactions
                .sqlAcrossTenants(connection -> connection.preparedQuery(CLAIM).execute(Tuple.of(limit)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PostgresRevocationQueue::due)
                        .toList());
    }

    private static Due due(Row row) {
        return new Due(
                new TenantId(row.getString("tenant")),
                new ConnectionId(row.getUUID("id")),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
