package org.integrationstack.worker.delivery;

import java.util.Collection;
import java.util.List;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.identity.ConnectionId;

/** Where every webhook is kept from the moment it is read from the log: the worker's queue and its memory. */
public interface Ledger {

    /**
     * Stores webhooks in the order given, all or none: one delivery per tenant with an active connection to the event's
     * account, queued behind what its key already holds. A webhook read before is passed over silently; one whose
     * provider's id is known becomes a {@link DeliveryStatus#DUPLICATE}, unless the first one is dead; one that belongs
     * to nobody becomes {@link DeliveryStatus#IGNORED}.
     */
    Uni<Receipt> receive(List<Arrival> arrivals);

    /**
     * Learns what connections have become. Only newer versions count; what belonged to nobody and now has an active
     * connection is queued, in the order in which it arrived. No webhook can slip between this and {@link #receive}.
     *
     * @param changes at most one of each connection
     * @return how many deliveries got an owner
     */
    Uni<Integer> learn(List<ConnectionChanged> changes);

    /** Forgets connections: they get no more deliveries. */
    Uni<Void> forget(Collection<ConnectionId> erased);

    /** Forgets the provider's ids of deliveries seen more than 30 days ago: none is sent again after so long. */
    Uni<Integer> forgetOldIdentities();

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
