package org.integrationstack.connections.connection;

/** A transition that the connection's state does not have: whoever asked for it did not look first. */
public class IllegalTransitionException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    IllegalTransitionException(Connection connection, Lifecycle.Transition transition) {
        super("connection " + connection.id() + " is " + connection.status() + ": no " + transition);
    }
}
