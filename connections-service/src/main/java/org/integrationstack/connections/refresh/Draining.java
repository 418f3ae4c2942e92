package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownEvent;
import org.jboss.logging.Logger;

/**
 * Lets renewals that are under way come to their end before the process does: a provider's answer that nobody stores
 * can be a grant that is lost. No new one is begun meanwhile by the scheduler, which has stopped by then.
 */
@ApplicationScoped
class Draining {
    private static final Logger LOG = Logger.getLogger(Draining.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Renewing renewing;
    private final Waiting waiting;
    private final Duration most;

    @Inject
    Draining(Renewing renewing, Waiting waiting, RefreshSettings settings) {
        this.renewing = renewing;
        this.waiting = waiting;
        this.most = settings.lease();
    }

    void drain(@Observes ShutdownEvent shutdown) {
        Duration until = waiting.elapsed().plus(most);
        while (renewing.underWay() > 0 && waiting.elapsed().compareTo(until) < 0) {
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        if (renewing.underWay() > 0) {
            LOG.warnf("%d renewals were under way at the end; what became of them is unknown", renewing.underWay());
        }
    }
}
