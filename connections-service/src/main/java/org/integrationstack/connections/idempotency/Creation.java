package org.integrationstack.connections.idempotency;

import org.integrationstack.common.identity.ConnectionId;

/** What came of a request to create. */
public sealed interface Creation {

    /** It was created. */
    record Created(ConnectionId id) implements Creation {}

    /** The same request created it before. It may have changed, or ended, since then. */
    record Repeated(ConnectionId id) implements Creation {}

    /** Another request was sent under the key. */
    record KeyReused() implements Creation {}
}
