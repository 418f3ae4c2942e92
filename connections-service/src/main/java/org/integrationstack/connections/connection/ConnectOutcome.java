package org.integrationstack.connections.connection;

/** What came of connecting a proven account. */
public sealed interface ConnectOutcome {

    /** It is connected. */
    record Connected(Connection connection) implements ConnectOutcome {}

    /** The connection that was to be renewed is another account's, or another person's of it; its tokens stay as they were. */
    record OtherAccount() implements ConnectOutcome {}

    /** The connection that was to be renewed is not there any more. */
    record Gone() implements ConnectOutcome {}

    /** What was to be taken has been given back meanwhile. */
    record TooLate() implements ConnectOutcome {}
}
