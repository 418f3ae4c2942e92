package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.ProviderId;

/**
 * Grants that wait to be given back, shared by all replicas: what is in it survives whoever put it there. All but
 * {@link #isAsking}, {@link #claim}, {@link #clear} and {@link #release} work in the transaction of the use case that
 * calls them.
 */
public interface RevocationQueue {

    /** Puts a grant in; it is due when its order says. */
    Uni<Void> add(RevocationOrder order);

    /**
     * Puts in a code that is about to be exchanged. From the commit on no grant of its provider is cleared for a revocation
     * that would end others of the account; {@link #isAsking} tells whether one was before.
     */
    Uni<Void> announce(RevocationOrder code);

    /** Whether the provider is being asked, at this moment, to end all grants of an account. */
    Uni<Boolean> isAsking(ProviderId provider, URI issuer);

    /** Moves all grants of a connection in, as they are sealed: the connection holds none any more. */
    Uni<Void> addAllOf(Connection ended);

    /**
     * Takes out what somebody comes to hold: a code, or grants that waited to be redeemed.
     *
     * @return how many rows that were; none once they are due, and being given back
     */
    Uni<Integer> take(TenantId tenant, UUID place);

    /** Has a code seen to at once, since nobody will come to hold what it brings. */
    Uni<Void> hasten(TenantId tenant, UUID place);

    /**
     * Takes what is due. Each comes due again by itself, later with every attempt, until it is settled: a replica that
     * dies over one loses nothing.
     */
    Uni<List<RevocationOrder>> claim(int limit);

    /**
     * Clears a revocation that would end every grant of the account, for as long as an answer may take. It is not while a
     * live connection of any tenant, or a result that may yet be redeemed, is of the account; and not now while a code of
     * that provider is being exchanged, since it may be of that account.
     *
     * @param longest how long an answer may take
     * @param impatient whether exchanges are waited for no longer
     */
    Uni<Clearance> clear(RevocationOrder order, String accountId, Duration longest, boolean impatient);

    /** The provider has answered, and is asked again later. */
    Uni<Void> release(RevocationOrder order);

    /**
     * Erases the tokens.
     *
     * @param outcome kept for a connection's grant until all of the connection's are settled
     * @return what came of all the connection's grants together; empty while some wait, and where no connection was ended
     */
    Uni<Optional<Revocation>> settle(RevocationOrder order, Revocation outcome);

    /** Whether all grants of an account may be ended. */
    enum Clearance {
        /** Now. */
        NOW,
        /** In a moment: a code is being exchanged. */
        LATER,
        /** Not at all: somebody lives by one. */
        SHARED
    }
}
