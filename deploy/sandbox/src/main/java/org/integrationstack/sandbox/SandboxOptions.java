package org.integrationstack.sandbox;

import java.net.URI;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Rsa;

/**
 * How to start the sandbox.
 *
 * @param port on 127.0.0.1; 0 takes a free one
 * @param gateway the webhook gateway's base address, where ordered webhooks go by default
 * @param registrations the app that is registered at each provider, by the provider's id; a provider
 *     without one is not there
 * @param settings per provider, as {@code POST /_admin/settings} takes them; a reset comes back to
 *     these
 * @param standardWebhooksSecret what webhooks by the Standard Webhooks specification are signed with; empty: each order
 *     names its own
 * @param productSecret what forwards to the product are signed with; empty: none is verified
 */
public record SandboxOptions(
        int port,
        URI gateway,
        Map<String, Registration> registrations,
        ObjectNode settings,
        Optional<String> standardWebhooksSecret,
        Optional<String> productSecret) {

    private static final List<String> REGISTRATION = List.of("CLIENT_ID", "CLIENT_SECRET", "WEBHOOK_SECRET");

    public SandboxOptions {
        registrations = Collections.unmodifiableMap(new LinkedHashMap<>(registrations));
        settings = settings.deepCopy();
    }

    /** Keeps the secrets out of logs. */
    @Override
    public String toString() {
        return "SandboxOptions[%d, %s, %s]".formatted(port, gateway, registrations);
    }

    /** Without a secret of the product's or of Standard Webhooks. */
    public SandboxOptions(int port, URI gateway, Map<String, Registration> registrations, ObjectNode settings) {
        this(port, gateway, registrations, settings, Optional.empty(), Optional.empty());
    }

    /**
     * Reads the environment: the sandbox's README lists the names.
     *
     * @throws IllegalArgumentException naming what is missing or wrong
     */
    public static SandboxOptions from(Map<String, String> environment) {
        return new SandboxOptions(
                port(environment.getOrDefault("SANDBOX_PORT", "8100")),
                address(environment.getOrDefault("GATEWAY_URL", "http://127.0.0.1:8082")),
                registrations(environment),
                settings(environment.getOrDefault("SANDBOX_SETTINGS", "{}")),
                secret("INTEGRATION_PROVIDERS_STANDARD_WEBHOOKS_WEBHOOK_SECRET", environment),
                secret("SANDBOX_PRODUCT_SECRET", environment));
    }

    private static Optional<String> secret(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name)).filter(secret -> !secret.isBlank());
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("SANDBOX_PORT is not a port: " + text);
        }
        return Integer.parseInt(text);
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        if (address.getHost() == null) {
            throw new IllegalArgumentException("GATEWAY_URL is not an absolute address: " + text);
        }
        return address;
    }

    /** A provider takes part once one of its variables is there; then all must be. */
    private static Map<String, Registration> registrations(Map<String, String> environment) {
        Map<String, Registration> registrations = new LinkedHashMap<>();
        Sandbox.PROVIDERS.forEach((id, imitation) -> {
            String prefix =
                    "INTEGRATION_PROVIDERS_" + id.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
            if (REGISTRATION.stream().anyMatch(name -> environment.containsKey(prefix + name))) {
                registrations.put(id, registration(id, prefix, imitation.signing(), environment));
            }
        });
        if (registrations.isEmpty()) {
            throw new IllegalArgumentException("no provider is registered: INTEGRATION_PROVIDERS_…_CLIENT_ID of "
                    + String.join(", ", Sandbox.PROVIDERS.keySet()));
        }
        return registrations;
    }

    private static Registration registration(
            String id, String prefix, boolean signing, Map<String, String> environment) {
        Registration registration = client(id, prefix, signing, environment);
        return environment.containsKey(prefix + "APP_CLIENT_ID")
                ? registration.with(keyed(id + "-app", prefix + "APP_", environment))
                : registration;
    }

    /** An app of the second kind is registered beside the first, under the provider's id with {@code -app}. */
    private static Registration.KeyedApp keyed(String id, String prefix, Map<String, String> environment) {
        return new Registration.KeyedApp(
                client(id, prefix, false, environment), key(prefix + "PRIVATE_KEY", environment));
    }

    private static PublicKey key(String name, Map<String, String> environment) {
        String text = required(name, environment);
        try {
            return Rsa.publicHalf(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(name + " is " + wrong.getMessage(), wrong);
        }
    }

    private static Registration client(String id, String prefix, boolean signing, Map<String, String> environment) {
        return new Registration(
                required(prefix + "CLIENT_ID", environment),
                required(prefix + "CLIENT_SECRET", environment),
                signing
                        ? required(prefix + "WEBHOOK_SECRET", environment)
                        : environment.getOrDefault(prefix + "WEBHOOK_SECRET", ""),
                redirectUris(id, required("SANDBOX_REDIRECT_URIS", environment)));
    }

    private static List<String> redirectUris(String id, String text) {
        return Arrays.stream(text.split(",", -1))
                .map(uri -> uri.strip().replace("{provider}", id))
                .toList();
    }

    private static String required(String name, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing from the environment"));
    }

    private static ObjectNode settings(String json) {
        return Json.parseObject(json)
                .orElseThrow(() -> new IllegalArgumentException("SANDBOX_SETTINGS is not a JSON object"));
    }
}
