package org.integrationstack.common.startup;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/**
 * One prerequisite on its way:
 *
 * <pre>
 *   waiting ──establish() succeeds──► established ──check() decides──► up or down
 *      ├──fails: says so once, pauses, again──┘
 *      └──{@link StartRefusedException}──► the process ends
 * </pre>
 */
final class PrerequisiteWatch implements AsyncHealthCheck {
    private static final Logger LOG = Logger.getLogger(Prerequisite.class);

    private final Prerequisite prerequisite;
    private final Duration firstPause;
    private final Duration longestPause;
    private final Duration checkTimeout;
    private final Runnable exit;
    private final AtomicReference<String> lastSaid = new AtomicReference<>();

    private volatile boolean established;
    private volatile Cancellable attempts;

    PrerequisiteWatch(
            Prerequisite prerequisite,
            Duration firstPause,
            Duration longestPause,
            Duration checkTimeout,
            Runnable exit) {
        this.prerequisite = prerequisite;
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.checkTimeout = checkTimeout;
        this.exit = exit;
    }

    /** Tries until it succeeds, on worker threads, since a prerequisite may block (a migration does). */
    void start() {
        attempts = Uni.createFrom()
                .deferred(prerequisite::establish)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(PrerequisiteWatch::mayPass)
                .invoke(this::sayWaiting)
                .onFailure(PrerequisiteWatch::mayPass)
                .retry()
                .withBackOff(firstPause, longestPause)
                .indefinitely()
                .subscribe()
                .with(done -> succeed(), this::refuse);
    }

    private static boolean mayPass(Throwable failure) {
        return !(failure instanceof StartRefusedException);
    }

    private void refuse(Throwable failure) {
        LOG.fatalf("refusing to start: %s", failure.getMessage());
        exit.run();
    }

    void stop() {
        Cancellable running = attempts;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        if (!established) {
            return Uni.createFrom().item(response(false));
        }
        return Uni.createFrom()
                .deferred(prerequisite::check)
                .ifNoItem()
                .after(checkTimeout)
                .fail()
                .onItemOrFailure()
                .transform((done, failure) -> response(failure == null));
    }

    private void succeed() {
        established = true;
        if (lastSaid.get() != null) {
            LOG.infof("%s is there", prerequisite.name());
        }
    }

    private void sayWaiting(Throwable failure) {
        String reason = reason(failure);
        if (!reason.equals(lastSaid.getAndSet(reason))) {
            LOG.warnf("waiting for %s: %s", prerequisite.name(), reason);
        }
    }

    private HealthCheckResponse response(boolean up) {
        return HealthCheckResponse.named(prerequisite.name()).status(up).build();
    }

    /** The innermost cause says what is wrong; its wrappers say where it went through. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
