package org.integrationstack.worker.order;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.claiming.Chore;

/** Forgets hourly the payments whose order never came. Two replicas that do so at once do no harm. */
@ApplicationScoped
class Forgetting {
    private static final Logger LOG = Logger.getLogger(Forgetting.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final OrderStore orders;
    private final Schema schema;
    private Cancellable runs;

    Forgetting(OrderStore orders, Schema schema) {
        this.orders = orders;
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        runs = Chore.every(EVERY, schema, "forgetting old payments", this::forget);
    }

    void stop(@Observes ShutdownEvent event) {
        runs.cancel();
    }

    private Uni<Integer> forget() {
        return orders.forgetOld()
                .invoke(forgotten -> LOG.debugf("forgot %d payments that no order came for", forgotten));
    }
}
