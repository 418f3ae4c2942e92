package org.integrationstack.connections.connection;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.SealedGrant;

/**
 * The stored connections and their sealed grants. Every method works in the transaction of the use case that calls it,
 * and every query names the tenant.
 */
public interface Connections {

    /** The connection, whatever its status. */
    Uni<Optional<Connection>> find(TenantId tenant, ConnectionId id);

    /** The connection, which nobody else changes until the transaction ends. */
    Uni<Optional<Connection>> lock(TenantId tenant, ConnectionId id);

    /** The owner's live connection of that account, locked like {@link #lock}. */
    Uni<Optional<Connection>> lockLive(
            TenantId tenant, UserId owner, ProviderId provider, URI issuer, String accountId);

    /** A page, newest first. */
    Uni<List<Connection>> list(ConnectionFilter filter, Optional<Position> after, int limit);

    /** Stores a new connection with its grant; fails with {@link AlreadyLiveException} when the owner has a live one of that account. */
    Uni<Void> insert(Connection connection, SealedGrant grant);

    /** Stores a changed connection that this transaction has locked. */
    Uni<Void> update(Connection connection);

    /** The sealed grant; empty once erased. */
    Uni<Optional<SealedGrant>> grant(TenantId tenant, ConnectionId id);

    /** Replaces the grant. */
    Uni<Void> replaceGrant(Connection connection, SealedGrant grant);

    /** Erases the grant for good. */
    Uni<Void> eraseGrant(Connection connection);
}
