package org.integrationstack.proxy.call;

import java.util.Map;
import java.util.function.UnaryOperator;

import io.vertx.core.MultiMap;

import org.integrationstack.common.problem.ProblemType;

/** What a call came to. */
public sealed interface Answer {
    CallReport report();

    /** The same answer with a changed report. */
    Answer reporting(UnaryOperator<CallReport> change);

    /**
     * The provider's answer, whatever its status, on its way through or from the cache.
     *
     * @param headers safe to hand on; without hop-by-hop fields and framing
     */
    record Provided(int status, MultiMap headers, Body body, CallReport report) implements Answer {
        @Override
        public Provided reporting(UnaryOperator<CallReport> change) {
            return new Provided(status, headers, body, change.apply(report));
        }

        /** The same answer with another body. */
        public Provided withBody(Body other) {
            return new Provided(status, headers, other, report);
        }
    }

    /**
     * Our own answer, because there is none of the provider.
     *
     * @param detail for the caller: no secret, no remote text
     * @param headers such as {@code Retry-After}
     */
    record Refused(ProblemType type, String detail, Map<String, String> headers, CallReport report) implements Answer {
        public Refused {
            headers = Map.copyOf(headers);
        }

        public Refused(ProblemType type, String detail) {
            this(type, detail, Map.of());
        }

        public Refused(ProblemType type, String detail, Map<String, String> headers) {
            this(type, detail, headers, CallReport.NOTHING_DONE);
        }

        /** Something of ours is away; by experience back in moments. */
        public static Refused unavailable(String detail) {
            return new Refused(ProblemType.DEPENDENCY_UNAVAILABLE, detail, Map.of("Retry-After", "2"));
        }

        @Override
        public Refused reporting(UnaryOperator<CallReport> change) {
            return new Refused(type, detail, headers, change.apply(report));
        }
    }
}
