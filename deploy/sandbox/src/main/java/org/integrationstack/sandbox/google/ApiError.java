package org.integrationstack.sandbox.google;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;

/**
 * An error of an API, thrown where it is noticed: {@code {error: {code, message, errors, status}}}.
 *
 * <p>Source: developers.google.com, "Google Drive API", "Resolve errors".
 */
final class ApiError extends RuntimeException {
    private static final String EXPECTED = " Expected OAuth 2 access token, login cookie or other valid authentication"
            + " credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.";
    private static final String REALM = "Bearer realm=\"https://accounts.google.com/\"";

    private final int status;
    private final transient ObjectNode error;
    private final transient Map<String, String> headers;

    private ApiError(int status, String message, ObjectNode first, Map<String, String> headers) {
        super(message);
        this.status = status;
        this.error = Json.object().put("code", status).put("message", message);
        this.error.set("errors", Json.array(List.of(first)));
        this.headers = headers;
    }

    static ApiError of(int status, String domain, String reason, String message) {
        return new ApiError(status, message, first(domain, reason, message), Map.of());
    }

    static ApiError missingCredentials() {
        ApiError error = new ApiError(
                401,
                "Request is missing required authentication credential." + EXPECTED,
                first("global", "required", "Login Required.")
                        .put("location", "Authorization")
                        .put("locationType", "header"),
                Map.of("WWW-Authenticate", REALM));
        return error.status("UNAUTHENTICATED").detail("CREDENTIALS_MISSING");
    }

    static ApiError invalidCredentials() {
        ApiError error = new ApiError(
                401,
                "Request had invalid authentication credentials." + EXPECTED,
                first("global", "authError", "Invalid Credentials")
                        .put("location", "Authorization")
                        .put("locationType", "header"),
                Map.of("WWW-Authenticate", REALM + ", error=\"invalid_token\""));
        return error.status("UNAUTHENTICATED");
    }

    static ApiError insufficientScope(Iterable<String> enough) {
        ApiError error = new ApiError(
                403,
                "Request had insufficient authentication scopes.",
                first("global", "insufficientPermissions", "Insufficient Permission"),
                Map.of(
                        "WWW-Authenticate",
                        REALM + ", error=\"insufficient_scope\", scope=\"" + String.join(" ", enough) + "\""));
        return error.status("PERMISSION_DENIED").detail("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }

    /** Something is wrong with a parameter. */
    static ApiError parameter(int status, String name, String reason, String message) {
        return new ApiError(
                status,
                message,
                first("global", reason, message).put("location", name).put("locationType", "parameter"),
                Map.of());
    }

    /** Too many requests. Google says 403 for a person's quota and 429 for the app's. */
    static ApiError tooFast(int status) {
        return status == 429
                ? of(429, "usageLimits", "rateLimitExceeded", "Rate Limit Exceeded")
                        .status("RESOURCE_EXHAUSTED")
                : of(status, "usageLimits", "userRateLimitExceeded", "User Rate Limit Exceeded.");
    }

    Answer answer() {
        ObjectNode body = Json.object();
        body.set("error", error);
        return Answer.json(status, body).with(headers);
    }

    private ApiError status(String name) {
        error.put("status", name);
        return this;
    }

    private ApiError detail(String reason) {
        ObjectNode detail = Json.object()
                .put("@type", "type.googleapis.com/google.rpc.ErrorInfo")
                .put("reason", reason)
                .put("domain", "googleapis.com");
        error.set("details", Json.array(List.of(detail)));
        return this;
    }

    private static ObjectNode first(String domain, String reason, String message) {
        return Json.object().put("message", message).put("domain", domain).put("reason", reason);
    }
}
