package org.integrationstack.connections.connection;

import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * A token as it lies in the database.
 *
 * @param version the token's own, raised by one with each new one: not the connection's
 */
public record StoredGrant(TokenSlot slot, long version, SealedGrant sealed) {}
