package org.integrationstack.proxy.connection;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/** Finds connections with their present credential. */
public interface Connections {
    /**
     * The tenant's connection of that id, asked within that time. Whether the caller may use it is not decided here.
     * Never fails: whatever goes wrong is a {@link Resolution}.
     */
    Uni<Resolution> resolve(TenantId tenant, ConnectionId id, Duration timeout);
}
