package org.integrationstack.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/** The database of one service, seen with all its tenants and held fast from outside. */
class ServiceDatabase implements AutoCloseable {
    private final Connection database;

    /** @param service what the service was started with */
    ServiceDatabase(Map<String, String> service) throws SQLException {
        database = DriverManager.getConnection(
                "jdbc:" + service.get("DATABASE_URL"),
                service.get("DATABASE_USERNAME"),
                service.get("DATABASE_PASSWORD"));
        execute("set integration.tenant = '*'");
    }

    /** What the next statements lock stays locked until {@link #release}. */
    final void hold() throws SQLException {
        database.setAutoCommit(false);
    }

    final void release() throws SQLException {
        if (!database.getAutoCommit()) {
            database.rollback();
            database.setAutoCommit(true);
        }
    }

    /** How many statements wait for what is held. */
    final long waiting() throws SQLException {
        return number("select count(*) from pg_locks where not granted");
    }

    /** Ends what waits for what is held, as it would end had its client been gone a moment earlier. */
    final void endWaiting() throws SQLException {
        number("select count(pg_terminate_backend(pid)) from pg_locks where not granted");
    }

    final long number(String query, Object... values) throws SQLException {
        try (PreparedStatement statement = statement(query, values);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    final void rows(String query, RowReader reader) throws SQLException {
        try (PreparedStatement statement = statement(query);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    /** Takes what it wants of a row. */
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** @throws AssertionError when no row is there to be changed */
    final void change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = statement(sql, values)) {
            if (statement.executeUpdate() == 0) {
                throw new AssertionError("nothing to change: " + sql);
            }
        }
    }

    final void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = statement(sql, values)) {
            statement.execute();
        }
    }

    private PreparedStatement statement(String sql, Object... values) throws SQLException {
        PreparedStatement statement = database.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
