package org.integrationstack.connections.wiring;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.connections.activity.Retention;
import org.integrationstack.connections.apikey.KeyIssuing;

/** Forgets now and then what need not be remembered any longer. Two replicas that do so at once do no harm. */
@ApplicationScoped
class Forgetting {
    private static final Logger LOG = Logger.getLogger(Forgetting.class);

    private final Schema schema;
    private final KeyIssuing keys;
    private final Retention activity;

    @Inject
    Forgetting(Schema schema, KeyIssuing keys, Retention activity) {
        this.schema = schema;
        this.keys = keys;
        this.activity = activity;
    }

    @Scheduled(
            every = "10m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> forget() {
        if (!schema.isApplied()) {
            return Uni.createFrom().voidItem();
        }
        return keys.forgetExpired()
                .chain(activity::forgetOld)
                .onFailure()
                .invoke(failure -> LOG.warnf("what is old stays for now: %s", failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
