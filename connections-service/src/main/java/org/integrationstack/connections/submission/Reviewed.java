package org.integrationstack.connections.submission;

import java.util.List;

import org.integrationstack.connections.connection.NewCredential;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.web.Violation;

/** What came of looking at a submission. */
public sealed interface Reviewed {

    /** It may be stored and sent to the provider. */
    record Accepted(NewCredential credential, Grant grant) implements Reviewed {}

    /** There is no such provider. */
    record UnknownProvider() implements Reviewed {}

    /** The caller is narrowed to connections among which it would not be. */
    record OutOfReach() implements Reviewed {}

    /** The caller may not act for that user. */
    record OtherUser() implements Reviewed {}

    /** Parts of it are not as asked for. */
    record Invalid(List<Violation> violations) implements Reviewed {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
