package org.integrationstack.worker.delivery;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.subscription.Cancellable;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.claiming.Chore;

/** Takes running replays further, step by step, until the replica ends. */
@ApplicationScoped
class Replaying {
    private static final Duration EVERY = Duration.ofMillis(250);

    private final Replays replays;
    private final Schema schema;
    private Cancellable steps;

    Replaying(Replays replays, Schema schema) {
        this.replays = replays;
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        steps = Chore.every(EVERY, schema, "taking replays further", replays::step);
    }

    void stop(@Observes ShutdownEvent event) {
        steps.cancel();
    }
}
