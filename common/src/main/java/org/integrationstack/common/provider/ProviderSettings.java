package org.integrationstack.common.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.Config;

import org.integrationstack.common.http.AddressRange;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;

/**
 * What this installation was given by each provider. Read from {@code integration.providers.<id>.…}, in the environment
 * {@code INTEGRATION_PROVIDERS_<ID>_…} with the id in upper case and {@code _} for its hyphens. A blank value counts as
 * none.
 */
@ApplicationScoped
public class ProviderSettings {

    private final Config config;
    private final Map<ProviderId, Optional<PrivateKey>> appKeys = new ConcurrentHashMap<>();

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
     * The secrets with which the provider may sign its webhooks, the current one first: {@code webhook-secrets}, separated
     * by commas (one within a secret is written {@code \\,}), then {@code webhook-secret} and {@code
     * webhook-secret-previous}. Empty where none is set.
     */
    public List<SigningSecret> webhookSecrets(ProviderId provider) {
        Stream<String> list = config.getOptionalValues(name(provider, "webhook-secrets"), String.class).stream()
                .flatMap(List::stream)
                .filter(text -> !text.isBlank());
        Stream<String> single =
                Stream.of("webhook-secret", "webhook-secret-previous").flatMap(name -> value(provider, name).stream());
        return Stream.concat(list, single)
                .map(Secret::of)
                .map(SigningSecret::of)
                .toList();
    }

    /**
     * What the provider-wide webhook is verified by beside secrets, from {@code webhook-values.<name>}, with the defaults of
     * inputs that are not set. An input without value or default has none here.
     *
     * @param inputs those of an entry of the definition's
     */
    public Map<String, String> webhookValues(ProviderId provider, Map<String, Input> inputs) {
        Map<String, String> values = new LinkedHashMap<>();
        inputs.forEach((name, input) -> value(provider, "webhook-values." + name)
                .or(input::defaultValue)
                .ifPresent(value -> values.put(name, value)));
        return values;
    }

    /**
     * Where deliveries may come from in place of the definition's own ranges, from {@code webhook-addresses}, separated by
     * commas. Empty where nothing is set.
     *
     * @throws IllegalArgumentException if there is something else among them
     */
    public List<AddressRange> webhookAddresses(ProviderId provider) {
        return value(provider, "webhook-addresses").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip)
                .filter(range -> !range.isEmpty())
                .map(AddressRange::parse)
                .toList();
    }

    /**
     * Where the operator lets the definition that replaces a built-in one send tokens, from {@code destinations}: origins,
     * separated by commas. Empty where nothing is set.
     */
    public Set<String> approvedDestinations(ProviderId provider) {
        return value(provider, "destinations")
                .map(list -> Arrays.stream(list.split(","))
                        .map(String::strip)
                        .filter(origin -> !origin.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    /**
     * The key with which the app proves itself, from {@code private-key} or the file that {@code private-key-file} names:
     * RSA, in PEM. Empty where neither is set. The file is read once.
     *
     * @throws IllegalStateException if there is one and it is no such key
     */
    public Optional<PrivateKey> appKey(ProviderId provider) {
        return appKeys.computeIfAbsent(provider, this::readAppKey);
    }

    /** Whether such a key is set, be it one or not. */
    public boolean hasAppKey(ProviderId provider) {
        return value(provider, "private-key")
                .or(() -> value(provider, "private-key-file"))
                .isPresent();
    }

    private Optional<PrivateKey> readAppKey(ProviderId provider) {
        return value(provider, "private-key")
                .or(() -> value(provider, "private-key-file").map(ProviderSettings::content))
                .map(pem -> privateKey(provider, pem));
    }

    private static String content(String file) {
        try {
            return Files.readString(Path.of(file), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalStateException("The private key file " + file + " cannot be read", e);
        }
    }

    /** Without its cause, which may quote the key. */
    private static PrivateKey privateKey(ProviderId provider, String pem) {
        try {
            return PemKey.read(pem);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("The private key of " + provider + " is no RSA key in PEM");
        }
    }

    private Optional<String> value(ProviderId provider, String name) {
        return config.getOptionalValue(name(provider, name), String.class).filter(text -> !text.isBlank());
    }

    private static String name(ProviderId provider, String name) {
        return "integration.providers." + provider + "." + name;
    }

    /** How the provider knows this installation. */
    public record ClientRegistration(String id, Secret secret) {}
}
