package org.integrationstack.local.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** The worker's ledger, counted, filled, and written once more by a client that does nothing else. */
final class LedgerRows implements AutoCloseable {
    private static final int BATCH = 500;
    private static final int CONCURRENCY = 10;

    private static final String PAYLOADS = """
            insert into payload (event, received_at, content_type, headers, body, sealed)
            select md5('backlog' || n)::uuid, now() - n * interval '1 microsecond', 'application/json', '{}', convert_to(%s, 'UTF8'), false
            from generate_series(1, %d) n""";
    private static final String DELIVERIES = """
            insert into delivery (received_at, event, tenant, connection, owner, provider, account, type, delivery_id, key, status)
            select p.received_at, p.event, c.tenant, c.id, c.owner, c.provider, c.account, 'push', p.event::text, p.event::text, 'received'
            from payload p, connection c where not p.sealed and c.id = '%s'""";
    private static final String KEYS = """
            insert into delivery_key (tenant, key, head, at, due)
            select tenant, key, id, received_at, now() from delivery where settled_at is null on conflict do nothing""";
    /** A push that says no more than its activity needs. */
    private static final String PUSH = """
            '{"ref":"refs/heads/main","after":"0","pusher":{"name":"octocat"},"commits":[],"repository":{"full_name":"octocat/Hello-World"}}'""";

    private static final List<String> STORE = List.of(
            "insert into bare_payload select p.* from payload p join delivery d using (event, received_at) where d.id = any (?)",
            "insert into bare_delivery select * from delivery where id = any (?)",
            "insert into bare_delivery_identity select * from delivery_identity where delivery = any (?)",
            "insert into bare_delivery_body select * from delivery_body where delivery = any (?)",
            "insert into bare_delivery_key (tenant, key, head, at, due) select tenant, id::text, id, received_at, now()"
                    + " from delivery where id = any (?)");
    private static final String RECORD = "insert into bare_outbox select * from outbox where id = ?";
    private static final String END =
            "update bare_delivery set status = 'succeeded', settled_at = clock_timestamp(), attempts = 1 where id = ?";
    private static final String NEXT = "delete from bare_delivery_key where key = ?::text";

    private final Map<String, String> worker;
    private final Connection database;

    /** @param worker the environment of webhook-worker */
    LedgerRows(Map<String, String> worker) throws SQLException {
        this.worker = worker;
        this.database = connect();
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(
                "jdbc:" + worker.get("DATABASE_URL") + "?reWriteBatchedInserts=true",
                worker.get("DATABASE_USERNAME"),
                worker.get("DATABASE_PASSWORD"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("set integration.tenant = '*'");
        }
        return connection;
    }

    long count(String condition) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from delivery where " + condition)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    long open() throws SQLException {
        return count("settled_at is null");
    }

    long settled() throws SQLException {
        return count("settled_at is not null");
    }

    /** Puts so many open deliveries of a connection into the ledger, each with a key of its own. */
    void pile(String connection, int deliveries) throws SQLException {
        execute(PAYLOADS.formatted(PUSH, deliveries));
        execute(DELIVERIES.formatted(UUID.fromString(connection)));
        execute(KEYS);
        execute("vacuum analyze");
    }

    /** Takes away what is left of the pile. */
    void clear() throws SQLException {
        execute("truncate delivery_key");
        execute("delete from delivery where settled_at is null");
    }

    /**
     * Writes the rows of so many settled deliveries into tables of the same make: stored in batches as the worker reads
     * them, then each one's end in a transaction of its own, as many beside each other as the worker handles. The rows
     * are copied within the database, which is less work than sending them.
     *
     * @return how many a second
     */
    double writeAgain(int deliveries) throws SQLException {
        for (String table :
                List.of("payload", "delivery", "delivery_key", "delivery_identity", "delivery_body", "outbox")) {
            execute("drop table if exists bare_" + table);
            execute("create table bare_%1$s (like %1$s including defaults including storage including indexes)"
                    .formatted(table));
        }
        List<UUID> ids =
                ids("select id from delivery where status = 'succeeded' order by seq desc limit " + deliveries);
        List<Long> published = numbers("select id from outbox order by id desc limit " + ids.size());
        long begin = System.nanoTime();
        for (int from = 0; from < ids.size(); from += BATCH) {
            store(ids.subList(from, Math.min(ids.size(), from + BATCH)));
        }
        Load.together(IntStream.range(0, CONCURRENCY)
                .mapToObj(worker -> (Callable<Void>) () -> settle(ids, published, worker))
                .toList());
        return ids.size() / ((System.nanoTime() - begin) / 1e9);
    }

    private void store(List<UUID> batch) throws SQLException {
        database.setAutoCommit(false);
        for (String insert : STORE) {
            try (PreparedStatement statement = database.prepareStatement(insert)) {
                statement.setArray(1, database.createArrayOf("uuid", batch.toArray()));
                statement.execute();
            }
        }
        database.commit();
        database.setAutoCommit(true);
    }

    private Void settle(List<UUID> ids, List<Long> published, int worker) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement record = connection.prepareStatement(RECORD);
                PreparedStatement end = connection.prepareStatement(END);
                PreparedStatement next = connection.prepareStatement(NEXT)) {
            connection.setAutoCommit(false);
            for (int i = worker; i < ids.size(); i += CONCURRENCY) {
                record.setLong(1, published.get(i % published.size()));
                record.execute();
                end.setObject(1, ids.get(i));
                end.execute();
                next.setObject(1, ids.get(i));
                next.execute();
                connection.commit();
            }
        }
        return null;
    }

    private List<UUID> ids(String query) throws SQLException {
        return list(query, row -> row.getObject(1, UUID.class));
    }

    private List<Long> numbers(String query) throws SQLException {
        return list(query, row -> row.getLong(1));
    }

    private <T> List<T> list(String query, Column<T> column) throws SQLException {
        List<T> values = new ArrayList<>();
        try (Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(column.of(rows));
            }
        }
        return values;
    }

    /** A value of a row. */
    private interface Column<T> {
        T of(ResultSet row) throws SQLException;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
