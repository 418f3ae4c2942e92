package org.integrationstack.common.provider;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.Config;

import org.integrationstack.common.secret.Secret;

/**
 * What this installation was given by each provider. Read from {@code integration.providers.<id>.…}, in the environment
 * {@code INTEGRATION_PROVIDERS_<ID>_…} with the id in upper case and {@code _} for its hyphens. A blank value counts as
 * none.
 */
@ApplicationScoped
public class ProviderSettings {

    private final Config config;

    public ProviderSettings(Config config) {
        this.config = config;
    }

    /** The OAuth client, from {@code client-id} and {@code client-secret}; empty unless both are set. */
    public Optional<ClientRegistration> client(ProviderId provider) {
        return value(provider, "client-id")
                .flatMap(id ->
                        value(provider, "client-secret").map(secret -> new ClientRegistration(id, Secret.of(secret))));
    }

    /**
     * The secrets with which the provider may sign its webhooks: {@code webhook-secret}, and
     * {@code webhook-secret-previous} while one is being replaced. Empty where none is set.
     */
    public List<Secret> webhookSecrets(ProviderId provider) {
        return Stream.of("webhook-secret", "webhook-secret-previous")
                .flatMap(name -> value(provider, name).stream())
                .map(Secret::of)
                .toList();
    }

    private Optional<String> value(ProviderId provider, String name) {
        return config.getOptionalValue("integration.providers." + provider + "." + name, String.class)
                .filter(text -> !text.isBlank());
    }

    /** How the provider knows this installation. */
    public record ClientRegistration(String id, Secret secret) {}
}
