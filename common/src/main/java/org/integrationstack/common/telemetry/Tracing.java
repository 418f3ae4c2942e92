package org.integrationstack.common.telemetry;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.opentelemetry.sdk.trace.samplers.Sampler;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Decides which spans are recorded. Trace ids are passed on in any case. */
@ApplicationScoped
class Tracing {
    /** All of what the caller traces, if there is somewhere to send it; none otherwise, so that nothing tries. */
    @Produces
    @Singleton
    Sampler sampler(@ConfigProperty(name = "otel.exporter.otlp.endpoint") Optional<String> endpoint) {
        return endpoint.isPresent() ? Sampler.parentBased(Sampler.alwaysOn()) : Sampler.alwaysOff();
    }
}
