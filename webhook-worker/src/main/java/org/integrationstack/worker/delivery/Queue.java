package org.integrationstack.worker.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * The open deliveries of the ledger, one at a time per tenant and key, in order of arrival; a replay stands beside its
 * key. Any number of executors on any number of replicas may claim at once.
 */
public interface Queue {

    /**
     * Claims the first open delivery of keys that are due, as many as there are slots: tenants in turn, those that are
     * least busy first, and of one tenant the longest due first. However much is queued, by however many tenants, this
     * takes about as long. No lock is held afterwards: a claim is a lease, and a key whose owner dies is due again when
     * the lease ends. Empty only when nothing is due that there is a slot for.
     */
    Uni<List<Claim>> claim(String owner, Slots slots, Duration lease);

    /**
     * Makes the attempt in a transaction, and commits what it wrote together with its outcome and the release of the
     * key. Exactly one claim of a delivery gets that far.
     *
     * @param deadline how long one statement of the attempt may take
     * @return the attempt's outcome
     * @throws LeaseLostException in the result, when the claim is no longer held: nothing was written
     */
    Uni<Outcome> settle(Claim claim, Duration deadline, Work attempt);

    /** When the oldest delivery that is still open was received. */
    Uni<Optional<Instant>> oldestOpen();

    /** What an attempt does, with all its writes on the connection given, whose transaction sees its tenant alone. */
    @FunctionalInterface
    interface Work {
        Uni<Outcome> in(SqlConnection transaction, SealedPayload payload);
    }
}
