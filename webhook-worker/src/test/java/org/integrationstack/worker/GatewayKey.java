package org.integrationstack.worker;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;

/** Gives the worker under test a key to know the gateway by, with which tests sign, and one to seal with. */
public final class GatewayKey implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "integration.keys.webhook-mac", MacKeys.generate(),
                "integration.keys.webhook-payloads", Keyset.generate());
    }

    @Override
    public void stop() {}
}
