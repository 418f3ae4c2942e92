package org.integrationstack.worker.handling;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;

import org.integrationstack.worker.claiming.TraceParent;
import org.integrationstack.worker.delivery.Delivery;

/** The spans of attempts, each in the trace of the request that brought the delivery. */
final class Traces {
    private final Tracer tracer;

    Traces(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("org.integrationstack.worker");
    }

    /** A span for an attempt at the delivery, begun now; the caller ends it. */
    Span begin(Delivery delivery) {
        return tracer.spanBuilder("handle " + delivery.type())
                .setParent(TraceParent.of(delivery.traceParent()))
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("integration.provider", delivery.provider())
                .setAttribute("integration.delivery", delivery.id().toString())
                .setAttribute("integration.attempt", (long) delivery.attempts())
                .startSpan();
    }
}
