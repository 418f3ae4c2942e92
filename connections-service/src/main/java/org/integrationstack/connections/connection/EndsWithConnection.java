package org.integrationstack.connections.connection;

import io.smallrye.mutiny.Uni;

/** What belongs to connections and ends with them. Every CDI bean of this type is told. */
public interface EndsWithConnection {

    /** Ends what belongs to the connection, in the transaction in which that is disconnected and locked. */
    Uni<Void> end(Connection connection);
}
