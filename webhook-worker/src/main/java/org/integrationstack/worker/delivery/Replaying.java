package org.integrationstack.worker.delivery;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;

/** Takes running replays further, step by step, until the replica ends. */
@ApplicationScoped
class Replaying {
    private static final Logger LOG = Logger.getLogger(Replaying.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Replays replays;
    private final Schema schema;
    private Cancellable steps;

    Replaying(Replays replays, Schema schema) {
        this.replays = replays;
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        steps = schema.applied()
                .onItem()
                .transformToMulti(applied -> Multi.createFrom().ticks().every(EVERY))
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> replays.step().onFailure().recoverWithItem(Replaying::later))
                .subscribe()
                .with(made -> {});
    }

    void stop(@Observes ShutdownEvent event) {
        steps.cancel();
    }

    private static Integer later(Throwable failure) {
        LOG.debugf("replays go on later: %s", failure.toString());
        return 0;
    }
}
