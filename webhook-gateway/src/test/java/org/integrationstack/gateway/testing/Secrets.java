package org.integrationstack.gateway.testing;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.eclipse.microprofile.config.ConfigProvider;

import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;

/** The gateway's own key and GitHub's signing secret. The added provider acme has none, on purpose. */
public final class Secrets implements QuarkusTestResourceLifecycleManager {

    /** Source: docs.github.com, "Validating webhook deliveries". */
    public static final String GITHUB = "It's a Secret to Everybody";

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
                "integration.providers.github.webhook-secret",
                GITHUB,
                "integration.providers.directory",
                "../deploy/local/examples");
    }

    @Override
    public void stop() {}
}
