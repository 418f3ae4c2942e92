package org.integrationstack.connections.refresh;

import java.time.Duration;

import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.grant.TokenSlot;

/** What came of asking for a token. */
public sealed interface Refreshed {

    /** It may be used. */
    record Usable(StoredToken token) implements Refreshed {}

    /** The connection is in a state in which no token is handed out. */
    record Unusable(ConnectionStatus status) implements Refreshed {}

    /** That further token is gone; the connection and its other tokens work. */
    record Lost(TokenSlot slot) implements Refreshed {}

    /**
     * The token has ended and cannot be renewed at the moment.
     *
     * @param retryAfter when it is worth another try
     */
    record Later(Duration retryAfter) implements Refreshed {}

    /** The tenant has no such connection, or it has no such token. */
    record Unknown() implements Refreshed {}
}
