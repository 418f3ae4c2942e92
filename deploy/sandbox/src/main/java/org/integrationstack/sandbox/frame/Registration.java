package org.integrationstack.sandbox.frame;

import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The app that is registered at a provider: what the services under test are configured with.
 *
 * @param webhookSecret empty at a provider that sends no webhooks here
 * @param redirectUris compared exactly; the first is the default
 * @param keyed another app of the same owner, at a provider that has two kinds
 */
public record Registration(
        String clientId,
        String clientSecret,
        String webhookSecret,
        List<String> redirectUris,
        Optional<KeyedApp> keyed) {

    /**
     * An app that proves itself by a key of its own, beside its client secret.
     *
     * @param key verifies what the app signs
     */
    public record KeyedApp(Registration registration, PublicKey key) {
        public KeyedApp {
            Objects.requireNonNull(registration);
            Objects.requireNonNull(key);
        }
    }

    public Registration {
        Objects.requireNonNull(clientId);
        Objects.requireNonNull(clientSecret);
        Objects.requireNonNull(webhookSecret);
        redirectUris = List.copyOf(redirectUris);
        Objects.requireNonNull(keyed);
    }

    /** An app without another. */
    public Registration(String clientId, String clientSecret, String webhookSecret, List<String> redirectUris) {
        this(clientId, clientSecret, webhookSecret, redirectUris, Optional.empty());
    }

    /** The same with another app beside it. */
    public Registration with(KeyedApp other) {
        return new Registration(clientId, clientSecret, webhookSecret, redirectUris, Optional.of(other));
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "Registration[" + clientId + ", " + redirectUris + "]";
    }
}
