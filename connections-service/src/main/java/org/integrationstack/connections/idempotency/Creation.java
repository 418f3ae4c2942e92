package org.integrationstack.connections.idempotency;

import java.util.UUID;

/** What came of a request to create. */
public sealed interface Creation {

    /** It was created. */
    record Created(UUID id) implements Creation {}

    /** The same request created it before. It may have changed, or ended, since then. */
    record Repeated(UUID id) implements Creation {}

    /** Another request was sent under the key. */
    record KeyReused() implements Creation {}
}
