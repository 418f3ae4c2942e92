package org.integrationstack.connections.connection;

/** The owner has a live connection of that account: somebody was faster. Begin again, and it will be found. */
public class AlreadyLiveException extends RuntimeException {
    public AlreadyLiveException(Throwable cause) {
        super("the owner has a live connection of that account", cause);
    }
}
