package org.integrationstack.connections.endpoint;

import java.util.List;
import java.util.Optional;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.web.Violation;

/** What came of asking for an endpoint. */
public sealed interface CreateOutcome {

    /**
     * It is there.
     *
     * @param secret the one that was made for it, this once; empty where there is none, or the caller brought it
     * @param again whether the same request had made it before
     */
    record Created(Endpoint endpoint, Optional<Secret> secret, boolean again) implements CreateOutcome {}

    /** The same request made one before, which is gone by now. */
    record Gone() implements CreateOutcome {}

    /** Another request was sent under the key. */
    record KeyReused() implements CreateOutcome {}

    /** There is no such provider. */
    record UnknownProvider() implements CreateOutcome {}

    /** There is no such connection for the caller. */
    record UnknownConnection() implements CreateOutcome {}

    /** The connection is not in use. */
    record Unusable(ConnectionStatus status) implements CreateOutcome {}

    /** Only who sees the whole tenant may have an endpoint that belongs to it as a whole. */
    record NotForCaller() implements CreateOutcome {}

    /** The tenant has as many endpoints as it may have. */
    record TooMany(int most) implements CreateOutcome {}

    /** Parts of it are not as asked for. */
    record Invalid(List<Violation> violations) implements CreateOutcome {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
