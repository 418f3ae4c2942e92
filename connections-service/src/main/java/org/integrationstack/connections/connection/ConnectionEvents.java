package org.integrationstack.connections.connection;

import io.smallrye.mutiny.Uni;

/**
 * Tells the other services, and the activity log, what became of a connection. Works in the transaction of the use case
 * that calls it: what it tells is told if, and only if, that commits.
 */
public interface ConnectionEvents {

    /** Its state after a change. */
    Uni<Void> changed(Connection connection);

    /** What happened to it, for the activity log. */
    Uni<Void> happened(Connection connection, Act act);
}
