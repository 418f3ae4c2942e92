package org.integrationstack.worker.routing.postgres;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.routing.Connection;
import org.integrationstack.worker.routing.Connections;

/** Connections as the ledger's projection has them. */
@ApplicationScoped
class PostgresConnections implements Connections {
    private static final String SELECT = """
            select id, tenant, owner, provider, account, account_name, account_email, settings, labels
            from connection where id = $1 and status = 'ACTIVE'""";

    @Override
    public Uni<Optional<Connection>> of(SqlConnection transaction, ConnectionId id) {
        return transaction
                .preparedQuery(SELECT)
                .execute(Tuple.of(id.value()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PostgresConnections::connection)
                        .findFirst());
    }

    private static Connection connection(Row row) {
        return new Connection(
                new ConnectionId(row.getUUID("id")),
                new TenantId(row.getString("tenant")),
                new UserId(row.getString("owner")),
                row.getString("provider"),
                Optional.ofNullable(row.getString("account")),
                Optional.ofNullable(row.getString("account_name")),
                Optional.ofNullable(row.getString("account_email")),
                row.getJsonObject("settings").getMap(),
                labels(row.getJsonObject("labels")));
    }

    private static Map<String, String> labels(JsonObject labels) {
        return labels.stream().collect(Collectors.toMap(Map.Entry::getKey, label -> (String) label.getValue()));
    }
}
