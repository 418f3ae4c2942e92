package org.integrationstack.e2e;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** The database of connections-service, looked at and held fast from outside. */
final class ConnectionsDatabase implements AutoCloseable {
    private final Connection database;

    ConnectionsDatabase(RunningStack stack) throws SQLException {
        Map<String, String> service = Replica.environment(stack, "PID_CONNECTIONS");
        database = DriverManager.getConnection(
                "jdbc:" + service.get("DATABASE_URL"),
                service.get("DATABASE_USERNAME"),
                service.get("DATABASE_PASSWORD"));
        execute("set integration.tenant = '*'");
    }

    /** Lets a token have ended; nothing but a request for it has it renewed. */
    void expire(String connection) throws SQLException {
        change(
                connection,
                "update connection_grant set epoch = epoch + 1, planned_version = version, refresh_due = null,"
                        + " expires_at = now() - interval '1 minute', expected_end = null where connection = ?");
    }

    /** Holds a connection's tokens: nobody stores any until {@link #release}. */
    void holdTokens(String connection) throws SQLException {
        database.setAutoCommit(false);
        change(connection, "update connection_grant set slot = slot where connection = ?");
    }

    /** Holds what the outbox has yet to publish: nobody marks it as published until {@link #release}. */
    void holdOutbox() throws SQLException {
        database.setAutoCommit(false);
        execute("select id from outbox where published_at is null for update");
    }

    long unpublished() throws SQLException {
        return number("select count(*) from outbox where published_at is null");
    }

    /** Lets a relay's lease be over, as if it had died a while ago. */
    void endOutboxLease() throws SQLException {
        execute("update outbox_lease set owner = null, lease_until = now()");
    }

    boolean isOutboxLeased() throws SQLException {
        return number("select count(*) from outbox_lease where owner is not null and lease_until > now()") == 1;
    }

    /** How many times the activity log shows that a connection was changed by its owner. */
    long editsSeen(String connection) throws SQLException {
        return number("select count(*) from activity where type = 'connection.edited' and connection = '"
                + UUID.fromString(connection) + "'");
    }

    void release() throws SQLException {
        if (!database.getAutoCommit()) {
            database.rollback();
            database.setAutoCommit(true);
        }
    }

    long version(String connection) throws SQLException {
        return number("select version from connection_grant where slot = 'main' and connection = '"
                + UUID.fromString(connection) + "'");
    }

    /** How many statements wait for a row that is held. */
    long waiting() throws SQLException {
        return number("select count(*) from pg_locks where not granted");
    }

    /** Ends what waits for a row that is held, as it would end had its client been gone a moment earlier. */
    void endWaiting() throws SQLException {
        number("select count(pg_terminate_backend(pid)) from pg_locks where not granted");
    }

    private long number(String query) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(query);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private void change(String connection, String sql) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(connection));
            if (statement.executeUpdate() == 0) {
                throw new AssertionError("connection " + connection + " has no token");
            }
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
