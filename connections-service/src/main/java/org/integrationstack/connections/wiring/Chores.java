package org.integrationstack.connections.wiring;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.connections.activity.Retention;
import org.integrationstack.connections.apikey.KeyIssuing;
import org.integrationstack.connections.connection.GivingBack;
import org.integrationstack.connections.connection.Revocations;
import org.integrationstack.connections.endpoint.SecretRotation;
import org.integrationstack.connections.idempotency.AnsweredOnce;
import org.integrationstack.connections.idempotency.CreatedOnce;
import org.integrationstack.connections.metrics.DatabaseGauges;
import org.integrationstack.connections.refresh.RefreshScheduler;
import org.integrationstack.connections.republication.Republishing;
import org.integrationstack.connections.submission.FirstChecks;
import org.integrationstack.connections.vault.Rotating;
import org.integrationstack.connections.vault.Vault;

/**
 * What is done again and again, by every replica: none of it does harm when two do it at once. While the database is
 * away a chore fails, says so once, and is done again. One that takes long is not begun a second time meanwhile, and
 * holds up no other.
 */
@ApplicationScoped
class Chores {
    private static final Logger LOG = Logger.getLogger(Chores.class);

    private final Scheduler scheduler;
    private final Schema schema;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    @Inject
    Chores(Scheduler scheduler, Schema schema) {
        this.scheduler = scheduler;
        this.schema = schema;
    }

    void ofConnections(
            @Observes StartupEvent start,
            GivingBack givingBack,
            Revocations revocations,
            FirstChecks firstChecks,
            RefreshScheduler refreshes,
            DatabaseGauges gauges) {
        every("1s", "grants remembered in memory", givingBack::recordRemembered);
        every("1s", "revocations", revocations::askForDue);
        every("1s", "first checks of credentials", firstChecks::checkDue);
        every("1s", "refreshes", refreshes::renewDue);
        every("5s", "the count of what is due", refreshes::measure);
        every("5s", "gauges", gauges::refresh);
    }

    void ofKeys(@Observes StartupEvent start, Vault vault, Rotating rotating) {
        every("1s", "keys", vault::refresh);
        every("1s", "key rotation", rotating::work);
    }

    void ofTopics(@Observes StartupEvent start, Republishing republishing) {
        every("1s", "topics told anew", republishing::work);
    }

    void ofWhatIsOld(
            @Observes StartupEvent start,
            CreatedOnce createdOnce,
            AnsweredOnce answeredOnce,
            KeyIssuing apiKeys,
            SecretRotation signingSecrets,
            Retention activity) {
        every("10m", "old idempotency keys", createdOnce::forgetOld);
        every("10m", "old answers", answeredOnce::forgetOld);
        every("10m", "expired API keys", apiKeys::forgetExpired);
        every("10m", "ended signing secrets", signingSecrets::eraseEnded);
        every("10m", "old activity", activity::forgetOld);
    }

    private void every(String interval, String name, Supplier<Uni<Void>> chore) {
        scheduler
                .newJob(name)
                .setInterval(interval)
                .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
                .setSkipPredicate(Scheduled.ApplicationNotRunning.class)
                .setAsyncTask(execution -> tolerant(name, chore))
                .schedule();
    }

    private Uni<Void> tolerant(String name, Supplier<Uni<Void>> chore) {
        if (!schema.isApplied()) {
            return Uni.createFrom().voidItem();
        }
        return chore.get()
                .invoke(() -> waiting.remove(name))
                .onFailure()
                .invoke(failure -> {
                    if (waiting.add(name)) {
                        LOG.warnf("%s wait: %s", name, failure.getMessage());
                    }
                })
                .onFailure()
                .recoverWithNull();
    }
}
