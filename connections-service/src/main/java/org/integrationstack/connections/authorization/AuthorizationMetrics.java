package org.integrationstack.connections.authorization;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts authorizations: begun, completed, failed by code. Tags are provider ids and our own codes, never input. */
@ApplicationScoped
class AuthorizationMetrics {
    private static final String PREFIX = "integration.authorizations.";

    private final MeterRegistry registry;

    @Inject
    AuthorizationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void started(String provider) {
        registry.counter(PREFIX + "started", "provider", provider).increment();
    }

    void completed(String provider) {
        registry.counter(PREFIX + "completed", "provider", provider).increment();
    }

    void failed(String provider, CallbackError error) {
        registry.counter(PREFIX + "failed", "provider", provider, "code", error.code())
                .increment();
    }
}
