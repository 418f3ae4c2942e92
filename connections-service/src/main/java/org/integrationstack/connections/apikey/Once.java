package org.integrationstack.connections.apikey;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.connections.idempotency.IdempotencyKey;

/**
 * A request for a key that may come again.
 *
 * @param request what makes the request what it is
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once; nobody compares or changes it
public record Once(Caller caller, IdempotencyKey key, byte[] request) {}
