package org.integrationstack.connections.submission;

import java.time.Instant;
import java.util.Objects;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/**
 * A credential to be checked.
 *
 * @param since when it was entered
 */
public record CheckOrder(TenantId tenant, ConnectionId connection, Instant since) {
    public CheckOrder {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(connection, "connection");
        Objects.requireNonNull(since, "since");
    }
}
