package org.integrationstack.connections.refresh;

import java.util.Objects;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.grant.TokenSlot;

/** One token of one connection: what is renewed, and leased, on its own. */
public record TokenRef(TenantId tenant, ConnectionId connection, TokenSlot slot) {
    public TokenRef {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(slot, "slot");
    }

    @Override
    public String toString() {
        return slot.equals(TokenSlot.MAIN) ? connection.toString() : connection + "/" + slot;
    }
}
