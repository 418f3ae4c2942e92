package org.integrationstack.sandbox.github;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;

/**
 * An error of the REST API, thrown where it is noticed: {@code {message, documentation_url}}.
 *
 * <p>Source: docs.github.com, "Troubleshooting the REST API".
 */
final class ApiError extends RuntimeException {
    private final int status;
    private final transient ArrayNode errors;

    private ApiError(int status, String message, ArrayNode errors) {
        super(message);
        this.status = status;
        this.errors = errors;
    }

    static ApiError of(int status, String message) {
        return new ApiError(status, message, Json.array());
    }

    static ApiError badCredentials() {
        return of(401, "Bad credentials");
    }

    static ApiError requiresAuthentication() {
        return of(401, "Requires authentication");
    }

    /** Also said of what the caller may not know about. */
    static ApiError notFound() {
        return of(404, "Not Found");
    }

    static ApiError suspended() {
        return of(403, "This installation has been suspended");
    }

    /** What the token of an installation or of a person through the GitHub App may not do. */
    static ApiError outOfReach() {
        return of(403, "Resource not accessible by integration");
    }

    /** 422 for a member of the body. {@code code} is GitHub's, such as {@code missing_field}. */
    static ApiError validation(String resource, String field, String code) {
        ArrayNode errors = Json.array();
        errors.addObject().put("resource", resource).put("field", field).put("code", code);
        return new ApiError(422, "Validation Failed", errors);
    }

    Answer answer() {
        ObjectNode body = Json.object().put("message", getMessage());
        if (!errors.isEmpty()) {
            body.set("errors", errors);
        }
        body.put("documentation_url", Addresses.DOCUMENTATION + "/rest").put("status", Integer.toString(status));
        return Answer.json(status, body);
    }
}
