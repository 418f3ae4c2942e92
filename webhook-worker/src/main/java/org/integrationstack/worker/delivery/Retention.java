package org.integrationstack.worker.delivery;

import java.time.Clock;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.claiming.Chore;

/**
 * What the ledger does by the clock: hourly it makes room for what is to come and drops what need not be kept; every
 * second it gives up on what belongs to nobody. Replicas that do so at once do no harm.
 */
@ApplicationScoped
class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    private static final Duration HOURLY = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final RetentionConfig config;
    private final Schema schema;
    private final Clock clock;
    private Cancellable hourly;
    private Cancellable often;

    @Inject
    Retention(Ledger ledger, RetentionConfig config, Schema schema) {
        this(ledger, config, schema, Clock.systemUTC());
    }

    Retention(Ledger ledger, RetentionConfig config, Schema schema, Clock clock) {
        this.ledger = ledger;
        this.config = config;
        this.schema = schema;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        hourly = Chore.every(HOURLY, schema, "tidying up the ledger", this::retain);
        often = Chore.every(OFTEN, schema, "giving up what belongs to nobody", ledger::giveUpUnrouted);
    }

    void stop(@Observes ShutdownEvent event) {
        hourly.cancel();
        often.cancel();
    }

    /** Once, now. */
    Uni<Integer> retain() {
        return ledger.retain(clock.instant(), config.deliveries())
                .invoke(weeks -> LOG.debugf("dropped %d weeks of deliveries", weeks));
    }
}
