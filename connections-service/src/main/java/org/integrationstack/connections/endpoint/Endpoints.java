package org.integrationstack.connections.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Position;

/**
 * The stored endpoints and their sealed secrets. Every method works in the transaction of the use case that calls it, and
 * every query names the tenant, but for those of chores.
 */
public interface Endpoints {

    /** The endpoint of that id. */
    Uni<Optional<Endpoint>> find(TenantId tenant, UUID id);

    /** The endpoint, which nobody else changes until the transaction ends. */
    Uni<Optional<Endpoint>> lock(TenantId tenant, UUID id);

    /** All endpoints of a connection, locked like {@link #lock}. */
    Uni<List<Endpoint>> lockAllOf(TenantId tenant, ConnectionId connection);

    /** A page, newest first. */
    Uni<List<Endpoint>> list(EndpointFilter filter, Optional<Position> after, int limit);

    /** Some endpoints of whatever tenant, by their ids, locked like {@link #lock}. */
    Uni<List<Endpoint>> lockNext(Optional<UUID> after, int limit);

    /** How many endpoints the tenant has. */
    Uni<Long> count(TenantId tenant);

    /** How many endpoints all tenants have. */
    Uni<Long> countAll();

    /** Stores a new endpoint with its secrets. */
    Uni<Void> insert(Endpoint endpoint);

    /** Stores what has changed of an endpoint that this transaction has locked, its secrets included. */
    Uni<Void> update(Endpoint endpoint);

    /** Erases secrets, of whatever tenant, that ended before that time. */
    Uni<Void> eraseEnded(Instant before);

    /** Erases an endpoint and its secrets for good. */
    Uni<Void> remove(Endpoint endpoint);
}
