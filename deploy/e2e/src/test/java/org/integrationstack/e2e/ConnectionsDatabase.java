package org.integrationstack.e2e;

import java.sql.SQLException;
import java.util.UUID;

/** The database of connections-service. */
final class ConnectionsDatabase extends ServiceDatabase {

    ConnectionsDatabase(RunningStack stack) throws SQLException {
        super(Replica.environment(stack, "PID_CONNECTIONS"));
    }

    /** Lets a token have ended; nothing but a request for it has it renewed. */
    void expire(String connection) throws SQLException {
        change(
                "update connection_grant set epoch = epoch + 1, planned_version = version, refresh_due = null,"
                        + " expires_at = now() - interval '1 minute', expected_end = null where connection = ?",
                UUID.fromString(connection));
    }

    /** Holds a connection's tokens: nobody stores any until {@link #release}. */
    void holdTokens(String connection) throws SQLException {
        hold();
        change("update connection_grant set slot = slot where connection = ?", UUID.fromString(connection));
    }

    /** Holds what the outbox has yet to publish: nobody marks it as published until {@link #release}. */
    void holdOutbox() throws SQLException {
        hold();
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
        return number(
                "select count(*) from activity where type = 'connection.edited' and connection = ?",
                UUID.fromString(connection));
    }

    long version(String connection) throws SQLException {
        return number(
                "select version from connection_grant where slot = 'main' and connection = ?",
                UUID.fromString(connection));
    }
}
