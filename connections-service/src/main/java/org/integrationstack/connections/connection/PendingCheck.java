package org.integrationstack.connections.connection;

import io.smallrye.mutiny.Uni;

/** Has providers check credentials that were entered and not checked yet. */
public interface PendingCheck {

    /**
     * Checks the credential of a connection that is {@link ConnectionStatus#PENDING}.
     *
     * @return the connection as it is then: active, or pending with the trouble there was
     */
    Uni<Connection> check(Connection pending);
}
