package org.integrationstack.connections.submission;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.connection.Connection;

/** What came of a submission. */
public sealed interface SubmitOutcome {

    /** The provider takes the credential: the connection is active. */
    record Connected(Connection connection) implements SubmitOutcome {}

    /** The provider could not be asked yet: the connection is pending, and the check goes on by itself. */
    record Waiting(Connection connection) implements SubmitOutcome {}

    /** The same request made it before; this is what it is by now. */
    record Repeated(Connection connection) implements SubmitOutcome {}

    /** The provider refused the credential; nothing is kept of it. */
    record Refused() implements SubmitOutcome {}

    /** The owner has the account connected already; nothing is kept of the credential. */
    record Duplicate(ConnectionId existing) implements SubmitOutcome {}

    /** The key came with another request before. */
    record KeyReused() implements SubmitOutcome {}

    /** It was removed while it was checked. */
    record Gone() implements SubmitOutcome {}
}
