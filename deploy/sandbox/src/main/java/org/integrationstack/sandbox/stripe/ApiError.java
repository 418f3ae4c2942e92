package org.integrationstack.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;

/**
 * An error of the API, thrown where it is noticed: {@code {error: {type, code, message, param}}}.
 *
 * <p>Source: docs.stripe.com/api/errors.
 */
final class ApiError extends RuntimeException {
    private final int status;
    private final ObjectNode error;

    private ApiError(int status, String type, String message) {
        super(message);
        this.status = status;
        this.error = Json.object().put("message", message).put("type", type);
    }

    static ApiError of(int status, String message) {
        return new ApiError(status, status < 500 ? "invalid_request_error" : "api_error", message);
    }

    static ApiError unknownKey(String key) {
        return of(401, "Invalid API Key provided: " + masked(key));
    }

    static ApiError expiredKey(String key) {
        return of(401, "Expired API Key provided: " + masked(key)).code("api_key_expired");
    }

    /** The key may not act on that account, and is not told whether it exists. */
    static ApiError noAccess(String key, String account) {
        return of(
                        403,
                        "The provided key '%s' does not have access to account '%s' (or that account does not exist). Application access may have been revoked."
                                .formatted(masked(key), account))
                .code("account_invalid");
    }

    static ApiError missing(String kind, String id, String param) {
        return of(404, "No such %s: '%s'".formatted(kind, id))
                .code("resource_missing")
                .param(param);
    }

    /** A card that does not go through is no fault of the request's. */
    static ApiError declined() {
        ApiError declined = new ApiError(402, "card_error", "Your card was declined.").code("card_declined");
        declined.error.put("decline_code", "generic_decline");
        return declined;
    }

    static ApiError tooFast() {
        return of(
                        429,
                        "Request rate limit exceeded. Learn more about rate limits at https://docs.stripe.com/rate-limits.")
                .code("rate_limit");
    }

    static ApiError idempotency(String key) {
        return new ApiError(
                400,
                "idempotency_error",
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                        + "Try using a key other than '%s' if you meant to execute a different request."
                                .formatted(key));
    }

    ApiError code(String code) {
        error.put("code", code).put("doc_url", "https://docs.stripe.com/error-codes#" + code.replace('_', '-'));
        return this;
    }

    ApiError param(String param) {
        error.put("param", param);
        return this;
    }

    Answer answer() {
        ObjectNode body = Json.object();
        body.set("error", error);
        Answer answer = Answer.json(status, body);
        return switch (status) {
            case 401 -> answer.with("WWW-Authenticate", "Basic realm=\"Stripe\"");
            case 429 -> answer.with("Stripe-Rate-Limited-Reason", "global-rate").with("Stripe-Should-Retry", "true");
            default -> answer;
        };
    }

    /** Keys come back with all but their ends starred out. */
    static String masked(String key) {
        int shown = Math.min(8, key.length() / 3);
        return key.substring(0, shown) + "*".repeat(8) + key.substring(key.length() - Math.min(4, shown));
    }
}
