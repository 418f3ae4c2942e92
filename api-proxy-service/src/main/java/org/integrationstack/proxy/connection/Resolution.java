package org.integrationstack.proxy.connection;

/** What there is under a connection's id. */
public sealed interface Resolution {
    /** A connection with a credential that should work. */
    record Usable(Connection connection, Credential credential) implements Resolution {}

    /** No such connection in that tenant. */
    record Unknown() implements Resolution {}

    /** The provider no longer accepts what we hold: its user must authorize it again. */
    record NeedsReauthorization() implements Resolution {}

    /** Paused, disconnected or otherwise not to be used now. */
    record NotUsable() implements Resolution {}

    /** Nobody could say. */
    record Unavailable() implements Resolution {}
}
