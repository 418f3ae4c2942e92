package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Tries on while the database is away: what is to be written is known to nobody else. */
final class Insisting {
    private static final Logger LOG = Logger.getLogger(Insisting.class);

    /** What cannot be stored is kept in memory and tried again for so long: it may be all there is. */
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Waiting waiting;
    private final Pauses pauses;

    Insisting(Waiting waiting, Pauses pauses) {
        this.waiting = waiting;
        this.pauses = pauses;
    }

    /** The write's result; fails with its failure when it has been tried for too long. */
    <T> Uni<T> on(Supplier<Uni<T>> write) {
        return on(write, waiting.elapsed().plus(PATIENCE));
    }

    private <T> Uni<T> on(Supplier<Uni<T>> write, Duration until) {
        return Uni.createFrom().deferred(write::get).onFailure().recoverWithUni(failure -> {
            LOG.warnf("cannot store what became of a renewal, trying on: %s", failure.toString());
            return waiting.elapsed().compareTo(until) < 0
                    ? waiting.pause(pauses.poll()).chain(() -> on(write, until))
                    : Uni.createFrom().failure(failure);
        });
    }
}
