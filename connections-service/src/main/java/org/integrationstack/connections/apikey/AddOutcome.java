package org.integrationstack.connections.apikey;

import org.integrationstack.common.apikey.ApiKey;

/** What came of adding a key. */
public sealed interface AddOutcome {

    /** It is kept. */
    record Added() implements AddOutcome {}

    /** The same request had another one kept: this one. */
    record Earlier(ApiKey key) implements AddOutcome {}

    /** The tenant has as many good ones as it may have; nothing was done. */
    record TooMany() implements AddOutcome {}

    /** Another request was sent under the idempotency key; nothing was done. */
    record KeyReused() implements AddOutcome {}
}
