package org.integrationstack.worker.claiming;

import java.util.List;
import java.util.Optional;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;

/** The trace of the request that brought a delivery, in which attempts go on. */
public final class TraceParent {
    private static final TextMapGetter<String> FIELD = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String traceParent) {
            return List.of("traceparent");
        }

        @Override
        public String get(String traceParent, String key) {
            return "traceparent".equals(key) ? traceParent : null;
        }
    };

    private TraceParent() {}

    /**
     * What spans of that trace have for a parent; the root where there is none.
     *
     * @param traceParent as W3C writes it
     */
    public static Context of(Optional<String> traceParent) {
        return traceParent
                .map(parent -> W3CTraceContextPropagator.getInstance().extract(Context.root(), parent, FIELD))
                .orElse(Context.root());
    }
}
