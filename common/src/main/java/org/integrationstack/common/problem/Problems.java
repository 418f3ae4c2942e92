package org.integrationstack.common.problem;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.quarkiverse.resteasy.problem.HttpProblem;
import org.jboss.logging.Logger;

/**
 * What a caller is told about a failure. What a framework, a driver or a parser says is for the log; only problems of
 * our own making keep their detail.
 */
final class Problems {
    /** How soon to try again when something we need is away, in seconds. */
    private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "2");

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private Problems() {}

    /** What is our fault with all we know; what is away in one line; what the caller did wrong only on request. */
    static void log(HttpProblem problem, Throwable cause) {
        int status = problem.getStatusCode();
        if (status == ProblemType.DEPENDENCY_UNAVAILABLE.status()) {
            LOG.warnf("answered %d: %s", status, cause);
        } else if (status == ProblemType.INTERNAL.status()) {
            LOG.errorf(cause, "answered %d", status);
        } else {
            LOG.debugf("answered %d: %s", status, problem.getDetail());
        }
    }

    /** The problem for a failure that was about to be answered with this status. */
    static HttpProblem describe(Throwable failure, int status) {
        if (Outage.caused(failure)) {
            return ProblemType.DEPENDENCY_UNAVAILABLE.asException(
                    "Something this service needs is away for the moment.", RETRY_SOON);
        }
        Optional<JsonProcessingException> json = jsonFailure(failure);
        return status == 400 && json.isPresent() ? invalidJson(json.get()) : ofStatus(status);
    }

    /** The same problem with the trace that its caller can quote and we can look up. */
    static HttpProblem traced(HttpProblem problem) {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() && !problem.getParameters().containsKey("traceId")
                ? HttpProblem.builder(problem)
                        .with("traceId", span.getTraceId())
                        .build()
                : problem;
    }

    private static HttpProblem ofStatus(int status) {
        ProblemType type = ProblemType.ofStatus(status);
        HttpProblem.Builder problem = HttpProblem.builder()
                .withType(type.uri())
                .withTitle(type.title())
                .withStatus(status);
        return type == ProblemType.UNAUTHENTICATED
                ? problem.withHeader("WWW-Authenticate", "Bearer").build()
                : problem.build();
    }

    private static HttpProblem invalidJson(JsonProcessingException failure) {
        String field = failure instanceof JsonMappingException mapping ? path(mapping) : "";
        HttpProblem.Builder problem = HttpProblem.builder()
                .withType(ProblemType.INVALID_REQUEST.uri())
                .withTitle(ProblemType.INVALID_REQUEST.title())
                .withStatus(ProblemType.INVALID_REQUEST.status());
        return field.isEmpty()
                ? problem.withDetail(
                                failure instanceof JsonMappingException
                                        ? "The body is JSON, but not what is expected here."
                                        : "The body is not well-formed JSON.")
                        .build()
                : problem.withDetail("The body has no valid value at " + field + ", or should not have it.")
                        .with("field", field)
                        .build();
    }

    /** Where in the body, as {@code items[2].name}; names only, never values. */
    private static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static Optional<JsonProcessingException> jsonFailure(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .filter(JsonProcessingException.class::isInstance)
                .map(JsonProcessingException.class::cast)
                .findFirst();
    }
}
