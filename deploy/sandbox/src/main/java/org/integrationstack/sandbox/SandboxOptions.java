package org.integrationstack.sandbox;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;

/**
 * How to start the sandbox.
 *
 * @param port on 127.0.0.1; 0 takes a free one
 * @param gateway the webhook gateway's base address, where ordered webhooks go by default
 * @param github the app that is registered at GitHub
 * @param settings per provider, as {@code POST /_admin/settings} takes them; a reset comes back to
 *     these
 */
public record SandboxOptions(int port, URI gateway, Registration github, ObjectNode settings) {

    public SandboxOptions {
        settings = settings.deepCopy();
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
                registration("GITHUB", environment),
                settings(environment.getOrDefault("SANDBOX_SETTINGS", "{}")));
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

    private static Registration registration(String provider, Map<String, String> environment) {
        String prefix = "INTEGRATION_PROVIDERS_" + provider;
        return new Registration(
                required(prefix + "_CLIENT_ID", environment),
                required(prefix + "_CLIENT_SECRET", environment),
                required(prefix + "_WEBHOOK_SECRET", environment),
                list(required("SANDBOX_REDIRECT_URIS", environment)));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
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
