package org.integrationstack.connections.testing;

import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

import io.quarkus.arc.Arc;
import io.vertx.mutiny.sqlclient.Row;

import org.integrationstack.connections.database.Transactions;

/** The service's database, over all tenants: a query of the bare pool carries no tenant and sees nothing. */
public final class Database {
    private Database() {}

    /** What the statement returns. */
    public static List<Row> sql(String statement) {
        return Arc.container()
                .instance(Transactions.class)
                .get()
                .sqlAcrossTenants(connection -> connection.query(statement).execute())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .await()
                .atMost(Duration.ofSeconds(20));
    }

    /** The number in the first column of the only row. */
    public static long count(String statement) {
        return sql(statement).get(0).getLong(0);
    }
}
