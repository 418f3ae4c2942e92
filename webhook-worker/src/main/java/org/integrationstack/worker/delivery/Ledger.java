package org.integrationstack.worker.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.identity.ConnectionId;

/** Where every webhook is kept from the moment it is read from the log: the worker's queue and its memory. */
public interface Ledger {

    /**
     * Stores webhooks in the order given, all or none. One that came to an endpoint belongs to the endpoint's tenant and
     * connection; any other to each tenant with an active connection to the event's account. Each gets a delivery,
     * queued behind what its key already holds.
     *
     * <p>A webhook read before is passed over silently; one whose provider's id is known, or whose body is where the
     * provider signs neither id nor type, becomes a {@link DeliveryStatus#DUPLICATE}, unless the first one is dead. One
     * that belongs to nobody waits, and one whose endpoint's connection is not known yet is due, after 2 s: news of a
     * connection may be on their way.
     */
    Uni<Receipt> receive(List<Arrival> arrivals);

    /**
     * Learns what connections have become. Only newer versions count. What belonged to nobody and now has an active
     * connection is queued, in the order in which it arrived; so is what came since the connection is active, and was
     * given to others only. No webhook can slip between this and {@link #receive}.
     *
     * @param changes at most one of each connection
     * @return how many deliveries were queued
     */
    Uni<Integer> learn(List<ConnectionChanged> changes);

    /** Forgets connections: they get no more deliveries. */
    Uni<Void> forget(Collection<ConnectionId> erased);

    /** Makes what still belongs to nobody {@link DeliveryStatus#IGNORED}, with the reason {@code unrouted}. */
    Uni<Integer> giveUpUnrouted();

    /**
     * Makes room for what is received in the weeks to come, drops the weeks that ended longer ago than deliveries are
     * kept, except where one is still open, and forgets what is no duplicate any more: the provider's ids after 30 days,
     * bodies after one. None is sent again after so long.
     *
     * @return how many weeks were dropped
     */
    Uni<Integer> retain(Instant now, Duration kept);

    /**
     * What became of webhooks.
     *
     * @param fresh webhooks not read before
     * @param queued deliveries to be handled
     * @param duplicates deliveries that the provider had sent before
     * @param unrouted webhooks that belong to nobody yet
     */
    record Receipt(int fresh, int queued, int duplicates, int unrouted) {
        public Receipt plus(Receipt other) {
            return new Receipt(
                    fresh + other.fresh,
                    queued + other.queued,
                    duplicates + other.duplicates,
                    unrouted + other.unrouted);
        }
    }
}
