package org.integrationstack.connections.wiring;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.connections.connection.GivingBack;
import org.integrationstack.connections.connection.Revocations;
import org.integrationstack.connections.idempotency.CreatedOnce;
import org.integrationstack.connections.metrics.DatabaseGauges;
import org.integrationstack.connections.refresh.RefreshScheduler;
import org.integrationstack.connections.submission.FirstChecks;
import org.integrationstack.connections.vault.Rotating;
import org.integrationstack.connections.vault.Vault;

/** What is done again and again. While the database is away it fails, says so once, and is done again. */
@ApplicationScoped
class Chores {
    private static final Logger LOG = Logger.getLogger(Chores.class);

    private final Schema schema;
    private final GivingBack givingBack;
    private final Revocations revocations;
    private final RefreshScheduler refreshes;
    private final DatabaseGauges gauges;
    private final Vault vault;
    private final Rotating rotating;
    private final CreatedOnce createdOnce;
    private final FirstChecks firstChecks;
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    @Inject
    Chores(
            Schema schema,
            GivingBack givingBack,
            Revocations revocations,
            RefreshScheduler refreshes,
            DatabaseGauges gauges,
            Vault vault,
            Rotating rotating,
            CreatedOnce createdOnce,
            FirstChecks firstChecks) {
        this.firstChecks = firstChecks;
        this.createdOnce = createdOnce;
        this.schema = schema;
        this.givingBack = givingBack;
        this.revocations = revocations;
        this.refreshes = refreshes;
        this.gauges = gauges;
        this.vault = vault;
        this.rotating = rotating;
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> revoke() {
        return tolerant(() -> givingBack.recordRemembered().chain(revocations::askForDue), "revocations");
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> refresh() {
        return tolerant(refreshes::renewDue, "refreshes");
    }

    @Scheduled(
            every = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> measure() {
        return tolerant(() -> gauges.refresh().chain(refreshes::measure), "gauges");
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> noticeKeys() {
        return tolerant(vault::refresh, "keys");
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> rotateKeys() {
        return tolerant(rotating::work, "key rotation");
    }

    @Scheduled(
            every = "10m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> forgetKeys() {
        return tolerant(createdOnce::forgetOld, "old idempotency keys");
    }

    @Scheduled(
            every = "1s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP,
            skipExecutionIf = Scheduled.ApplicationNotRunning.class)
    Uni<Void> checkCredentials() {
        return tolerant(firstChecks::checkDue, "first checks of credentials");
    }

    private Uni<Void> tolerant(Supplier<Uni<Void>> chore, String name) {
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
