package org.integrationstack.worker.claiming;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;

/** Work that every replica does by the clock. Replicas that do it at once must do no harm. */
public final class Chore {
    private static final Logger LOG = Logger.getLogger(Chore.class);

    private Chore() {}

    /**
     * Has it done at once when the schema is there, and from then on at each interval, until cancelled: never twice at a
     * time, and whatever failed again at the next one.
     *
     * @param what it is, for the log
     */
    public static Cancellable every(Duration interval, Schema schema, String what, Supplier<Uni<?>> work) {
        return schema.applied()
                .onItem()
                .transformToMulti(applied -> Multi.createFrom().ticks().every(interval))
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> done(what, work))
                .subscribe()
                .with(done -> {});
    }

    private static Uni<Void> done(String what, Supplier<Uni<?>> work) {
        return Uni.createFrom()
                .deferred(() -> work.get().replaceWithVoid())
                .onFailure()
                .invoke(failure -> LOG.debugf("%s waits for the next time: %s", what, failure.toString()))
                .onFailure()
                .recoverWithNull();
    }
}
