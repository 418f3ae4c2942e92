package org.integrationstack.connections.endpoint;

import java.util.List;
import java.util.Optional;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.web.Violation;

/** What came of asking for another secret. */
public sealed interface RotateOutcome {

    /**
     * It is the current one.
     *
     * @param secret if it was made here, this once; empty where the caller brought it
     */
    record Rotated(Endpoint endpoint, Optional<Secret> secret) implements RotateOutcome {}

    /** There is no such endpoint for the caller. */
    record Unknown() implements RotateOutcome {}

    /** The provider signs with no secret. */
    record NoSecrets() implements RotateOutcome {}

    /** As many secrets of before are still good as may be. */
    record TooMany(int most) implements RotateOutcome {}

    /** The same request made one before, which has ended by now. */
    record Ended() implements RotateOutcome {}

    /** Another request was sent under the key. */
    record KeyReused() implements RotateOutcome {}

    /** Parts of it are not as asked for. */
    record Invalid(List<Violation> violations) implements RotateOutcome {
        public Invalid {
            violations = List.copyOf(violations);
        }
    }
}
