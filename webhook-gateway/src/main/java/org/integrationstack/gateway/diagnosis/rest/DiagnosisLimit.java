package org.integrationstack.gateway.diagnosis.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.gateway.GatewayConfig;

/** How often a tenant may ask: whoever could ask without end could try secrets. Thread-safe. */
@ApplicationScoped
class DiagnosisLimit {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Map<TenantId, Window> windows = new ConcurrentHashMap<>();
    private final int most;
    private final InstantSource clock;

    @Inject
    DiagnosisLimit(GatewayConfig config, InstantSource clock) {
        this(config.diagnosesPerMinute(), clock);
    }

    DiagnosisLimit(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts one. Throws the problem to answer with where it is one too many. */
    void take(TenantId tenant) {
        Instant now = clock.instant();
        Window window = windows.merge(
                tenant, new Window(now, 1), (present, first) -> present.isOver(now) ? first : present.withOneMore());
        if (window.count() > most) {
            long seconds = Duration.between(now, window.since().plus(WINDOW)).toSeconds() + 1;
            throw ProblemType.RATE_LIMITED.asException(
                    "At most " + most + " diagnoses a minute.", Map.of("Retry-After", Long.toString(seconds)));
        }
    }

    private record Window(Instant since, int count) {
        boolean isOver(Instant now) {
            return !now.isBefore(since.plus(WINDOW));
        }

        Window withOneMore() {
            return new Window(since, count + 1);
        }
    }
}
