package org.integrationstack.worker.effect;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.quarkus.opentelemetry.runtime.QuarkusContextStorage;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

import org.integrationstack.worker.claiming.TraceParent;

/** The spans of attempts at effects, each in the trace of the request that brought the delivery. */
final class EffectTraces {
    private final Tracer tracer;
    private final io.vertx.core.Context root;

    EffectTraces(OpenTelemetry telemetry, Vertx vertx) {
        this.tracer = telemetry.getTracer("org.integrationstack.worker");
        this.root = vertx.getOrCreateContext();
    }

    /** A span for the attempt, begun now; the caller ends it. */
    Span begin(EffectClaim claim) {
        return tracer.spanBuilder("perform " + claim.kind())
                .setParent(TraceParent.of(claim.traceParent()))
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
