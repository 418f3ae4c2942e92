package org.integrationstack.connections.credentials;

import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.grant.Grant;

/** What came of asking for a credential. */
public sealed interface CredentialOutcome {

    /** It may be used. */
    record Usable(Connection connection, Grant grant) implements CredentialOutcome {}

    /** The connection is in a state in which no token is handed out. */
    record Unusable(ConnectionStatus status) implements CredentialOutcome {}

    /** The tenant has no such connection. */
    record Unknown() implements CredentialOutcome {}
}
