package org.integrationstack.connections.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;

import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.database.Transactions;

/**
 * Gauges over all tenants: connections by status, how many grants wait to be given back, and how many events wait in the outbox and for how long. Every replica
 * reports the same numbers; take the maximum, not the sum.
 */
@ApplicationScoped
@Startup
public class DatabaseGauges {
    private static final String CONNECTIONS = "select status, count(*) as number from connection group by status";
    private static final String REVOCATIONS = "select count(*) as number from grant_revocation"
            + " where outcome is null and reason not in ('EXCHANGING', 'UNREDEEMED')";
    private static final String OUTBOX = """
            select count(*) as number, coalesce(extract(epoch from now() - min(created_at)), 0)::bigint as age
            from outbox where published_at is null
            """;

    private final Transactions transactions;
    private final Map<ConnectionStatus, AtomicLong> connections = new EnumMap<>(ConnectionStatus.class);
    private final AtomicLong revocations;
    private final AtomicLong waiting;
    private final AtomicLong oldest;

    @Inject
    DatabaseGauges(Transactions transactions, MeterRegistry registry) {
        this.transactions = transactions;
        for (ConnectionStatus status : ConnectionStatus.values()) {
            connections.put(status, gauge(registry, "integration.connections", "status", status.name()));
        }
        revocations = gauge(registry, "integration.revocations.waiting");
        waiting = gauge(registry, "integration.outbox.waiting");
        oldest = gauge(registry, "integration.outbox.oldest.seconds");
    }

    /** Reads them anew. */
    public Uni<Void> refresh() {
        return transactions.sqlAcrossTenants(connection -> connection
                .query(CONNECTIONS)
                .execute()
                .invoke(this::countConnections)
                .chain(() -> connection.query(REVOCATIONS).execute())
                .invoke(rows -> revocations.set(rows.iterator().next().getLong("number")))
                .chain(() -> connection.query(OUTBOX).execute())
                .invoke(this::measureOutbox)
                .replaceWithVoid());
    }

    private void countConnections(RowSet<Row> rows) {
        connections.values().forEach(number -> number.set(0));
        rows.forEach(row -> ConnectionStatus.named(row.getString("status"))
                .ifPresent(status -> connections.get(status).set(row.getLong("number"))));
    }

    private void measureOutbox(RowSet<Row> rows) {
        Row row = rows.iterator().next();
        waiting.set(row.getLong("number"));
        oldest.set(row.getLong("age"));
    }

    private static AtomicLong gauge(MeterRegistry registry, String name, String... tags) {
        AtomicLong value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::get).tags(tags).register(registry);
        return value;
    }
}
