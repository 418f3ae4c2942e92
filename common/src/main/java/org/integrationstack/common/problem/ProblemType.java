package org.integrationstack.common.problem;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

import io.quarkiverse.resteasy.problem.HttpProblem;

/**
 * Every kind of error a caller can get, with its stable URI {@code urn:integration-stack:problem:<slug>}. Clients may
 * branch on the URI; titles and details are for people and may change.
 *
 * <p>Source: RFC 9457, section 3.1.
 */
public enum ProblemType {
    INVALID_REQUEST(400, "The request is not valid"),
    INVALID_SIGNATURE(401, "The signature does not verify"),
    UNAUTHENTICATED(401, "A valid bearer token is needed"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "There is nothing here"),
    UNKNOWN_PROVIDER(404, "Unknown provider"),
    UNKNOWN_CONNECTION(404, "Unknown connection"),
    METHOD_NOT_ALLOWED(405, "This method is not allowed here"),
    NOT_ACCEPTABLE(406, "No acceptable representation"),
    REQUEST_TIMEOUT(408, "The request took too long to arrive"),
    CONFLICT(409, "The current state does not allow this"),
    NEEDS_REAUTHORIZATION(409, "The connection must be authorized again"),
    PRECONDITION_FAILED(412, "It has changed in the meantime"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "This content type is not understood here"),
    CREDENTIAL_REFUSED(422, "The provider refused the credential"),
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key belongs to another request"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL(500, "Something went wrong on our side"),
    UPSTREAM_FAILURE(502, "The provider did not answer properly"),
    DEPENDENCY_UNAVAILABLE(503, "Temporarily unavailable"),
    DEADLINE_EXCEEDED(504, "It took too long");

    private final int status;
    private final String title;
    private final URI uri;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
        this.uri = URI.create("urn:integration-stack:problem:"
                + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The stable identifier: the problem's {@code type}. */
    public URI uri() {
        return uri;
    }

    /** The general type of a status: what a framework's own errors become. */
    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 412 -> PRECONDITION_FAILED;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 429 -> RATE_LIMITED;
            case 502 -> UPSTREAM_FAILURE;
            case 503 -> DEPENDENCY_UNAVAILABLE;
            case 504 -> DEADLINE_EXCEEDED;
            default -> status < 500 ? INVALID_REQUEST : INTERNAL;
        };
    }

    /** The problem to throw; the detail is shown to the caller, so it holds no secret and no remote text. */
    public HttpProblem asException(String detail) {
        return asException(detail, Map.of());
    }

    /** The problem to throw, with response headers such as {@code Retry-After}. */
    public HttpProblem asException(String detail, Map<String, String> headers) {
        HttpProblem.Builder problem = HttpProblem.builder()
                .withType(uri)
                .withTitle(title)
                .withStatus(status)
                .withDetail(detail);
        headers.forEach(problem::withHeader);
        return problem.build();
    }
}
