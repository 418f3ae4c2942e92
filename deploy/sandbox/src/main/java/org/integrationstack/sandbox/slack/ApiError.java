package org.integrationstack.sandbox.slack;

import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;

/**
 * A failure, thrown where it is noticed: status 200 with {@code ok: false}, but for too many requests.
 *
 * <p>Source: docs.slack.dev, "Using the Slack Web API", "Evaluating responses".
 */
final class ApiError extends RuntimeException {
    private final int status;
    private final transient ObjectNode body;
    private final transient Map<String, String> headers;

    private ApiError(int status, String error, ObjectNode more, Map<String, String> headers) {
        super(error);
        this.status = status;
        this.body = Json.object().put("ok", false).put("error", error);
        this.body.setAll(more);
        this.headers = headers;
    }

    static ApiError of(String error) {
        return new ApiError(200, error, Json.object(), Map.of());
    }

    static ApiError failure(int status, String error) {
        return new ApiError(status, error, Json.object(), Map.of());
    }

    static ApiError unknownMethod(String method) {
        return new ApiError(200, "unknown_method", Json.object().put("req_method", method), Map.of());
    }

    static ApiError missingScope(String needed, Iterable<String> provided) {
        ObjectNode more = Json.object().put("needed", needed).put("provided", String.join(",", provided));
        return new ApiError(200, "missing_scope", more, Map.of("X-Accepted-OAuth-Scopes", needed));
    }

    static ApiError tooFast(long retryAfterSeconds) {
        return new ApiError(429, "ratelimited", Json.object(), Map.of("Retry-After", Long.toString(retryAfterSeconds)));
    }

    Answer answer() {
        return Answer.json(status, body).with(headers);
    }
}
