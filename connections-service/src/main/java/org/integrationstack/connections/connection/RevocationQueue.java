package org.integrationstack.connections.connection;

import java.time.Instant;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/** Revocations that wait for the provider, shared by all replicas. */
public interface RevocationQueue {

    /**
     * Takes what is due. Each comes due again by itself, later with every attempt, until it is settled: a replica that
     * dies over one loses nothing.
     */
    Uni<List<Due>> claim(int limit);

    /** A revocation to ask for, and since when it is asked for. */
    record Due(TenantId tenant, ConnectionId connection, Instant since) {}
}
