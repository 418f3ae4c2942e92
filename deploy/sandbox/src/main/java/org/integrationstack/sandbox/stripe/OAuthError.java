package org.integrationstack.sandbox.stripe;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;

/**
 * An error of Connect's OAuth endpoints, thrown where it is noticed: status 400, and 401 where the
 * client is at fault.
 *
 * <p>Source: docs.stripe.com/connect/oauth-reference, "Error codes"; the statuses and texts are those
 * of the publisher's own libraries' tests.
 */
final class OAuthError extends RuntimeException {
    private final String error;

    OAuthError(String error, String description) {
        super(description);
        this.error = error;
    }

    static OAuthError client(String description) {
        return new OAuthError("invalid_client", description);
    }

    static OAuthError grant(String description) {
        return new OAuthError("invalid_grant", description);
    }

    Answer answer() {
        return Answer.json(
                error.equals("invalid_client") ? 401 : 400,
                Json.object().put("error", error).put("error_description", getMessage()));
    }
}
