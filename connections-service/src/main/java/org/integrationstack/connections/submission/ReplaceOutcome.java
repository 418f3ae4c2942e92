package org.integrationstack.connections.submission;

import java.util.List;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.web.Violation;

/** What came of entering another credential for a connection. Unless it is done, nothing was changed. */
public sealed interface ReplaceOutcome {

    /** The connection uses it. */
    record Done(Connection connection) implements ReplaceOutcome {}

    /** The caller sees no connection of that id. */
    record Unknown() implements ReplaceOutcome {}

    /** The connection is ended. */
    record Ended(ConnectionStatus status) implements ReplaceOutcome {}

    /** People sign in at the provider for a connection like this. */
    record NothingToEnter() implements ReplaceOutcome {}

    /** Parts of it are not as asked for. */
    record Invalid(List<Violation> violations) implements ReplaceOutcome {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }

    /** The provider refused it. */
    record Refused() implements ReplaceOutcome {}

    /** It opens another account. */
    record OtherAccount() implements ReplaceOutcome {}

    /** The account is connected already, by another connection. */
    record Duplicate(ConnectionId existing) implements ReplaceOutcome {}

    /** The provider could not be asked. */
    record Unavailable() implements ReplaceOutcome {}
}
