package org.integrationstack.sandbox.frame;

import java.util.List;
import java.util.Objects;

/**
 * The app that is registered at a provider: what the services under test are configured with.
 *
 * @param webhookSecret empty at a provider that sends no webhooks here
 * @param redirectUris compared exactly; the first is the default
 */
public record Registration(String clientId, String clientSecret, String webhookSecret, List<String> redirectUris) {

    public Registration {
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(clientSecret);
        Objects.requireNonNull(webhookSecret);
        redirectUris = List.copyOf(redirectUris);
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "Registration[" + clientId + ", " + redirectUris + "]";
    }
}
