package org.integrationstack.connections.submission;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.connection.Connection;

/** What came of a first check. */
sealed interface CheckOutcome {

    /** The provider took the credential: the connection is active. */
    record Checked(Connection connection) implements CheckOutcome {}

    /** The owner has that account connected already; the credential stays unchecked. */
    record Duplicate(ConnectionId existing) implements CheckOutcome {}

    /** The provider refused the credential; it stays unchecked. */
    record Refused() implements CheckOutcome {}

    /** The provider could not be asked; it stays unchecked. */
    record Unavailable() implements CheckOutcome {}

    /** Somebody else was faster, and this is what became of it. */
    record Settled(Connection connection) implements CheckOutcome {}

    /** There is no such connection any more. */
    record Gone() implements CheckOutcome {}
}
