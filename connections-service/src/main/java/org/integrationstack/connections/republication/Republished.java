package org.integrationstack.connections.republication;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.Topic;
import org.integrationstack.common.secret.SealBrokenException;

/** A topic of which all that it should say lies in this service's tables. Every CDI bean of this type can be told anew. */
public interface Republished {
    /** The topic. */
    Topic topic();

    /** How many keys it has. */
    Uni<Long> count();

    /**
     * Tells of the next keys, in their order, in a transaction of its own in which nobody else changes what they stand for.
     *
     * @param after the key that was told last
     */
    Uni<Batch> tell(Optional<UUID> after, int limit);

    /**
     * What was told.
     *
     * @param skipped how many could not be
     * @param last the key that was told last; empty when there are no more
     */
    record Batch(int told, int skipped, Optional<UUID> last) {

        /**
         * Tells of these, one after the other.
         *
         * @param id their keys
         */
        public static <T> Uni<Batch> of(List<T> rows, Function<T, UUID> id, Function<T, Uni<Void>> tell) {
            Optional<UUID> last = rows.isEmpty() ? Optional.empty() : Optional.of(id.apply(rows.get(rows.size() - 1)));
            return Multi.createFrom()
                    .iterable(rows)
                    .onItem()
                    .transformToUniAndConcatenate(row -> tell.apply(row)
                            .replaceWith(0)
                            .onFailure(SealBrokenException.class)
                            .recoverWithItem(() -> {
                                Logger.getLogger(Republished.class).errorf("%s does not open", id.apply(row));
                                return 1;
                            }))
                    .collect()
                    .in(() -> new int[1], (sum, skipped) -> sum[0] += skipped)
                    .map(skipped -> new Batch(rows.size() - skipped[0], skipped[0], last));
        }
    }
}
