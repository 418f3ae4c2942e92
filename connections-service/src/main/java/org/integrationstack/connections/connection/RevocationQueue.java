package org.integrationstack.connections.connection;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;

/**
 * Grants that wait to be given back, shared by all replicas: what is in it survives whoever put it there. All but
 * {@link #claim} and {@link #isShared} work in the transaction of the use case that calls them.
 */
public interface RevocationQueue {

    /** Puts a grant in; it is due when its order says. */
    Uni<Void> add(RevocationOrder order);

    /** Moves all grants of a connection in, as they are sealed: the connection holds none any more. */
    Uni<Void> addAllOf(Connection ended);

    /**
     * Takes out what waits to be redeemed, before it is due.
     *
     * @return how many grants that were; none once they are being given back
     */
    Uni<Integer> takeUnredeemed(TenantId tenant, UUID place);

    /** Has what waits to be redeemed given back at once, since nobody will. */
    Uni<Void> hasten(TenantId tenant, UUID place);

    /**
     * Takes what is due. Each comes due again by itself, later with every attempt, until it is settled: a replica that
     * dies over one loses nothing.
     */
    Uni<List<RevocationOrder>> claim(int limit);

    /** Whether a live connection of any tenant, or a result that may yet be redeemed, is of the account. */
    Uni<Boolean> isShared(RevocationOrder order, String accountId);

    /**
     * Erases the tokens.
     *
     * @param outcome kept for a connection's grant until all of the connection's are settled
     * @return what came of all the connection's grants together; empty while some wait, and where no connection was ended
     */
    Uni<Optional<Revocation>> settle(RevocationOrder order, Revocation outcome);
}
