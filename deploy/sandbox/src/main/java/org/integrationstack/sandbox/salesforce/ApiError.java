package org.integrationstack.sandbox.salesforce;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;

/**
 * An error of the REST API, thrown where it is noticed: an array, {@code [{message, errorCode}]}.
 *
 * <p>Source: developer.salesforce.com, REST API Developer Guide, "Status Codes and Error Responses".
 */
final class ApiError extends RuntimeException {
    private final int status;
    private final String code;

    private ApiError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static ApiError of(int status, String code, String message) {
        return new ApiError(status, code, message);
    }

    static ApiError invalidSession() {
        return of(401, "INVALID_SESSION_ID", "Session expired or invalid");
    }

    static ApiError notFound() {
        return of(404, "NOT_FOUND", "The requested resource does not exist");
    }

    static ApiError requestLimit(String which) {
        return of(403, "REQUEST_LIMIT_EXCEEDED", which + " Limit exceeded.");
    }

    Answer answer() {
        var error = Json.object().put("message", getMessage()).put("errorCode", code);
        Answer answer = Answer.json(status, Json.array().add(error));
        return status == 401 ? answer.with("WWW-Authenticate", "Token") : answer;
    }
}
