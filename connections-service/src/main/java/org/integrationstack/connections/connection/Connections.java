package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * The stored connections and their sealed grants. Every method works in the transaction of the use case that calls it,
 * and every query but {@link #countTold} and {@link #lockNextTold}, which are for chores, names the tenant.
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

    /** How many connections of all tenants others were told of: all but those that wait for their first check. */
    Uni<Long> countTold();

    /** Some of those, by their ids, locked like {@link #lock}. */
    Uni<List<Connection>> lockNextTold(Optional<UUID> after, int limit);

    /** Stores a new connection; fails with {@link AlreadyLiveException} when the owner has a live one of that account. */
    Uni<Void> insert(Connection connection);

    /** Stores a changed connection that this transaction has locked; fails as {@link #insert} does. */
    Uni<Void> update(Connection connection);

    /** Removes a connection that was never in use, and its grants: as if it had not been. */
    Uni<Void> remove(Connection connection);

    /** A sealed grant; empty once erased, or where the connection has no such slot. */
    Uni<Optional<StoredGrant>> grant(TenantId tenant, ConnectionId id, TokenSlot slot);

    /** When the token in the slot was issued, by an authorization or a renewal; empty where there is none. */
    Uni<Optional<Instant>> issuedAt(TenantId tenant, ConnectionId id, TokenSlot slot);

    /** All sealed grants of the connection. */
    Uni<List<StoredGrant>> grants(TenantId tenant, ConnectionId id);

    /** The same, which nobody else changes until the transaction ends: neither does a refresh. */
    Uni<List<StoredGrant>> lockGrants(TenantId tenant, ConnectionId id);

    /** Stores a grant, in the place of what the slot held: its version is one higher then. */
    Uni<Void> storeGrant(Connection connection, TokenSlot slot, SealedGrant grant);

    /** Erases the connection's grants for good. */
    Uni<Void> eraseGrants(Connection connection);
}
