package org.integrationstack.worker.handling;

import java.util.List;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;

import org.integrationstack.worker.delivery.Delivery;

/** The spans of attempts, each in the trace of the request that brought the delivery. */
final class Traces {
    private static final TextMapGetter<String> TRACE_PARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceParent) {
            return List.of("traceparent");
        }

        @Override
        public String get(String traceParent, String key) {
            return "traceparent".equals(key) ? traceParent : null;
        }
    };

    private final Tracer tracer;

    Traces(OpenTelemetry telemetry) {
        this.tracer = telemetry.getTracer("org.integrationstack.worker");
    }

    /** A span for an attempt at the delivery, begun now; the caller ends it. */
    Span begin(Delivery delivery) {
        Context request = delivery.traceParent()
                .map(parent -> W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, TRACE_PARENT))
                .orElse(Context.root());
        return tracer.spanBuilder("handle " + delivery.type())
                .setParent(request)
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute("integration.provider", delivery.provider())
                .setAttribute("integration.delivery", delivery.id().toString())
                .setAttribute("integration.attempt", (long) delivery.attempts())
                .startSpan();
    }
}
