package org.integrationstack.sandbox.salesforce;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.ClientCredentials;

/**
 * An error of the OAuth services, thrown where it is noticed; all come with status 400, those of the
 * client's authentication too.
 *
 * <p>Source: help.salesforce.com, "OAuth 2.0 Authorization Errors".
 */
final class OAuthError extends RuntimeException {
    private final String error;

    OAuthError(String error, String description) {
        super(description);
        this.error = error;
    }

    /** Throws unless the credentials are the app's. */
    static void requireClient(Registration registration, ClientCredentials client) {
        if (!client.id().equals(registration.clientId())) {
            throw new OAuthError("invalid_client_id", "client identifier invalid");
        }
        if (!client.belongTo(registration)) {
            throw new OAuthError("invalid_client", "invalid client credentials");
        }
    }

    Answer answer() {
        return Answer.json(400, Json.object().put("error", error).put("error_description", getMessage()))
                .with("Cache-Control", "no-store");
    }
}
