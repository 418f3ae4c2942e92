package org.integrationstack.worker.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

/**
 * The open deliveries of the ledger, one at a time per tenant and key, in order of arrival. Any number of executors on
 * any number of replicas may claim at once.
 */
public interface Queue {

    /**
     * Claims the first open delivery of up to {@code most} keys that are due, longest due first. No lock is held
     * afterwards: a claim is a lease, and a key whose owner dies is due again when the lease ends.
     */
    Uni<List<Claim>> claim(String owner, int most, Duration lease);

    /**
     * Makes the attempt in a transaction, and commits what it wrote together with its outcome and the release of the
     * key. Exactly one claim of a delivery gets that far.
     *
     * @param attempt must do all its writes on the connection given
     * @return the attempt's outcome
     * @throws LeaseLostException in the result, when the claim is no longer held: nothing was written
     */
    Uni<Outcome> settle(Claim claim, Function<SqlConnection, Uni<Outcome>> attempt);

    /** When the oldest delivery that is still open was received. */
    Uni<Optional<Instant>> oldestOpen();
}
