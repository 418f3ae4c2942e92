package org.integrationstack.gateway.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.webhook.WebhookEndpoint;

/**
 * Tells tenants of deliveries that were refused at their endpoints, with the likely cause: at most one a second for each
 * endpoint, however many there are. It is told as well as it can be, never at the expense of deliveries: what does not fit
 * is not told. Thread-safe.
 */
@ApplicationScoped
public class Rejections {

    private static final Logger LOG = Logger.getLogger(Rejections.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Diagnostics diagnostics;
    private final ActivityLog activity;
    private final Map<UUID, Instant> told = new ConcurrentHashMap<>();

    @Inject
    Rejections(Diagnostics diagnostics, ActivityLog activity) {
        this.diagnostics = diagnostics;
        this.activity = activity;
    }

    /** Never blocks. A refusal at a provider's own address concerns no tenant: it is counted elsewhere. */
    public void note(Rejection rejection) {
        rejection
                .suspect()
                .place()
                .endpoint()
                .filter(endpoint -> isDue(endpoint.id(), rejection.at()))
                .ifPresent(endpoint -> tell(endpoint, rejection));
    }

    private boolean isDue(UUID endpoint, Instant at) {
        Instant next = told.merge(endpoint, at, (last, now) -> now.isBefore(last.plus(PAUSE)) ? last : now);
        return next.equals(at);
    }

    private void tell(WebhookEndpoint endpoint, Rejection rejection) {
        diagnostics
                .diagnose(rejection.suspect())
                .chain(diagnosis -> activity.record(act(endpoint, rejection, diagnosis)))
                .subscribe()
                .with(
                        done -> LOG.debugf("a refusal at endpoint %s is told", endpoint.id()),
                        failure -> LOG.warnf("a refusal at endpoint %s is not told: %s", endpoint.id(), failure));
    }

    private static ActivityRecorded act(WebhookEndpoint endpoint, Rejection rejection, Diagnosis diagnosis) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("endpoint", endpoint.id().toString());
        metadata.put("refused", rejection.reason());
        metadata.put("reason", diagnosis.reason().toString());
        metadata.put("hint", diagnosis.reason().hint());
        return new ActivityRecorded(
                UUID.randomUUID(),
                endpoint.tenant(),
                "webhook.rejected",
                endpoint.provider().value(),
                endpoint.connection().orElse(null),
                endpoint.owner().orElse(null),
                rejection.at(),
                "A webhook delivery was refused: " + diagnosis.reason().summary(),
                metadata,
                rejection.traceId());
    }
}
