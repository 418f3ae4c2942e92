package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.TokenAnswer;

/**
 * Counts and times renewals by provider and outcome. The backlog is the same number on every replica; breakers are each
 * replica's own.
 */
final class RefreshMetrics {
    private final MeterRegistry registry;
    private final AtomicLong due = new AtomicLong();

    RefreshMetrics(MeterRegistry registry, Breakers breakers) {
        this.registry = registry;
        Gauge.builder("integration.refresh.due", due, AtomicLong::get)
                .description("Tokens that are due for renewal, or overdue")
                .register(registry);
        Gauge.builder("integration.refresh.breakers.open", breakers, Breakers::openCount)
                .description("Token endpoints that get no renewals from this replica, but for one to try")
                .register(registry);
    }

    void answered(ProviderId provider, TokenAnswer answer, Duration took) {
        registry.timer("integration.refresh", "provider", provider.value(), "outcome", outcome(answer))
                .record(took);
    }

    /** A new token that could not be stored, since another one was. */
    void dropped(ProviderId provider) {
        registry.counter("integration.refresh.dropped", "provider", provider.value())
                .increment();
    }

    /** How long it took to see to all that was due. */
    void passed(Duration took) {
        registry.timer("integration.refresh.pass").record(took);
    }

    void backlog(long tokens) {
        due.set(tokens);
    }

    private static String outcome(TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Refused refused) {
            return switch (refused.kind()) {
                case REVOKED -> "revoked";
                case CLIENT -> "client_refused";
                case OTHER -> "refused";
            };
        }
        return answer.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
