package org.integrationstack.connections.connection;

import java.util.Optional;
import java.util.stream.Stream;

/** What can be done with a connection. */
public enum ConnectionStatus {
    /** A credential that waits for its first check. */
    PENDING,
    /** Usable. */
    ACTIVE,
    /** Usable, with trouble the owner should know about. */
    DEGRADED,
    /** Not used because somebody said so. */
    PAUSED,
    /** The grant is gone; only the owner can renew it. */
    NEEDS_REAUTHORIZATION,
    /** Ended, for good. Connecting the account again makes a new connection. */
    DISCONNECTED;

    /** The status spelled so, or empty. */
    public static Optional<ConnectionStatus> named(String text) {
        return Stream.of(values()).filter(status -> status.name().equals(text)).findFirst();
    }

    /** Whether a token may be handed out. */
    public boolean usable() {
        return this == ACTIVE || this == DEGRADED;
    }
}
