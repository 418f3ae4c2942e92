package org.integrationstack.worker.effect;

import java.util.Map;
import java.util.Optional;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** The spans of attempts at effects, each in the trace of the request that brought the delivery. */
final class EffectTraces {
    private static final TextMapGetter<Map<String, String>> FIELDS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> fields) {
            return fields.keySet();
        }

        @Override
        public String get(Map<String, String> fields, String key) {
            return fields.get(key);
        }
    };

    private final Tracer tracer;
    private final io.vertx.core.Context root;

    EffectTraces(OpenTelemetry telemetry, Vertx vertx) {
        this.tracer = telemetry.getTracer("org.integrationstack.worker");
        this.root = vertx.getOrCreateContext();
    }

    /** A span for the attempt, begun now; the caller ends it. */
    Span begin(EffectClaim claim) {
        Optional<Context> planned = claim.traceParent()
                .map(parent -> W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), Map.of("traceparent", parent), FIELDS));
        return tracer.spanBuilder("perform " + claim.kind())
                .setParent(planned.orElse(Context.root()))
                .setSpanKind(SpanKind.INTERNAL)
                .setAttribute("integration.delivery", claim.delivery().toString())
                .setAttribute("integration.effect", claim.id().toString())
                .setAttribute("integration.attempt", (long) claim.attempts())
                .startSpan();
    }

    /**
     * The same on a context of its own in which the span is current to the end, so that calls made at any step carry it
     * on. The context is nobody else's, and ends with it.
     */
    <T> Uni<T> within(Span span, Uni<T> work) {
        io.vertx.core.Context own = VertxContext.createNewDuplicatedContext(root);
        QuarkusContextStorage.INSTANCE.attach(own, Context.root().with(span));
        return work.runSubscriptionOn(task -> own.runOnContext(ignored -> task.run()));
    }
}
