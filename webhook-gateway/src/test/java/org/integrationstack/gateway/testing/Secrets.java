package org.integrationstack.gateway.testing;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.eclipse.microprofile.config.ConfigProvider;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.webhook.EndpointSeal;

/** The gateway's own key and GitHub's signing secret. The added provider acme has none, on purpose. */
public final class Secrets implements QuarkusTestResourceLifecycleManager {

    /** Source: docs.github.com, "Validating webhook deliveries". */
    public static final String GITHUB = "It's a Secret to Everybody";

    /** Where providers are told to send; no ingress of that name is needed. */
    public static final String PUBLIC_URL = "https://hooks.example/in/";

    /** What connections-service seals endpoints with. */
    public static EndpointSeal endpointSeal() {
        return new EndpointSeal(Keyset.parse(
                Secret.of(ConfigProvider.getConfig().getValue("integration.keys.webhook-endpoints", String.class))));
    }

    /** The keys that the gateway proves its records with. */
    public static MacKeys gatewayKeys() {
        return MacKeys.parse(
                Secret.of(ConfigProvider.getConfig().getValue("integration.keys.webhook-mac", String.class)));
    }

    @Override
    public Map<String, String> start() {
        return Map.of(
                "integration.keys.webhook-mac",
                MacKeys.generate(),
                "integration.keys.webhook-endpoints",
                Keyset.generate(),
                "integration.gateway.public-url",
                PUBLIC_URL,
                "integration.providers.github.webhook-secret",
                GITHUB,
                "integration.providers.salesforce.webhook-addresses",
                "127.0.0.0/8",
                "integration.providers.directory",
                "src/test/resources/providers");
    }

    @Override
    public void stop() {}
}
