package org.integrationstack.worker.delivery;

import java.util.Optional;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;

/**
 * Deliveries handled once more, as callers may ask for it. A replay believes the verdict at receipt: nothing is verified
 * or routed again. It waits for nobody of its key, and nobody waits for it. Unless it is forced, what its original did
 * is not done again.
 */
public interface Replays {

    /**
     * Makes a replay of one delivery; of a replay, one of its original.
     *
     * @return empty when there is no such delivery that the audience may see
     */
    Uni<Optional<One>> one(Audience audience, DeliveryId id, boolean forced);

    /** How many deliveries a replay with that filter would be of: those that are settled, and are no replays. */
    Uni<Integer> count(Audience audience, Filter filter);

    /** Begins a replay of all of those, which goes on by itself, whatever happens to who began it. */
    Uni<Replay> begin(Audience audience, UserId requestedBy, Filter filter, boolean forced);

    /** The replay, or empty: when there is none, and just so when it is not the audience's. */
    Uni<Optional<Replay>> find(Audience audience, UserId caller, ReplayId id);

    /** A page of the audience's replays, newest first. */
    Uni<Page<Replay>> page(Audience audience, UserId caller, Optional<Position> after);

    /** Cancels a replay that is running; one that has ended stays as it is. What is being handled comes to its end. */
    Uni<Optional<Replay>> cancel(Audience audience, UserId caller, ReplayId id);

    /**
     * Takes each running replay a step further: makes some of its deliveries, as many as keep the queue busy and no more,
     * or completes it. Any number of replicas may do so at once; who dies over it leaves nothing half done.
     *
     * @return how many deliveries were made
     */
    Uni<Integer> step();

    /** What became of the wish to replay one delivery. */
    sealed interface One {
        /** Its replay, which is queued. */
        record Made(Delivery replay) implements One {}

        /** It is not settled, or belongs to nobody. */
        record NotReplayable() implements One {}
    }
}
