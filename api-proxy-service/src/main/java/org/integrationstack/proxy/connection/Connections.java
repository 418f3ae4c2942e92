package org.integrationstack.proxy.connection;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/** Finds connections with their present credential, one of several tokens where the provider gives more. */
public interface Connections {
    /**
     * The tenant's connection of that id, asked within that time. Whether the caller may use it is not decided here.
     * Never fails: whatever goes wrong is a {@link Resolution}.
     */
    Uni<Resolution> resolve(TenantId tenant, ConnectionId id, TokenSlot slot, Duration timeout);

    /**
     * The same connection once the provider has refused a credential of it. One of the same version comes back where the
     * provider honours it after all, so that it refused the call for another reason. Never fails either.
     */
    Uni<Resolution> renew(Connection connection, Credential refused, Duration timeout);
}
