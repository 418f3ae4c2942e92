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

/** Removes hourly what the ledger need not remember. Two replicas that do so at once do no harm. */
@ApplicationScoped
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final Ledger ledger;
    private final Schema schema;
    private Cancellable runs;

    Retention(Ledger ledger, Schema schema) {
        this.ledger = ledger;
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        runs = schema.applied()
                .onItem()
                .transformToMulti(applied -> Multi.createFrom().ticks().every(EVERY))
                .onItem()
                .transformToUniAndConcatenate(tick -> ledger.forgetOldIdentities()
                        .onFailure()
                        .invoke(failure -> LOG.warnf("old ids stay for another hour: %s", failure.getMessage()))
                        .onFailure()
                        .recoverWithItem(0))
                .subscribe()
                .with(forgotten -> LOG.debugf("forgot %d ids of deliveries older than 30 days", forgotten));
    }

    void stop(@Observes ShutdownEvent event) {
        runs.cancel();
    }
}
