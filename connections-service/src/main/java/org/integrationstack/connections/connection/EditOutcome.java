package org.integrationstack.connections.connection;

import java.util.List;

import org.integrationstack.connections.web.Violation;

/** What came of a wish to change a connection. */
public sealed interface EditOutcome {

    /** It is as wished, whether it was before or not. */
    record Done(Connection connection) implements EditOutcome {}

    /** Its state does not allow it. */
    record Forbidden(ConnectionStatus status) implements EditOutcome {}

    /** It is not at the version that the caller knows. */
    record Changed(long version) implements EditOutcome {}

    /** The result would not be valid. */
    record Invalid(List<Violation> violations) implements EditOutcome {}

    /** The caller sees no connection of that id. */
    record Unknown() implements EditOutcome {}
}
