package org.integrationstack.worker;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;

/**
 * What the worker under test needs besides its infrastructure: a key to know the gateway by, with which tests sign, one to
 * seal with, and somebody to receive its effects, which it tries again at once.
 */
public final class GatewayKey implements QuarkusTestResourceLifecycleManager {
    private Receivers receivers;

    @Override
    public Map<String, String> start() {
        receivers = new Receivers();
        Map<String, String> configuration = new HashMap<>(receivers.configuration());
        configuration.put("integration.keys.webhook-mac", MacKeys.generate());
        configuration.put("integration.keys.webhook-payloads", Keyset.generate());
        configuration.put("integration.effects.retry-delay", "10ms");
        configuration.put("integration.effects.timeout", "2s");
        configuration.put("integration.effects.email.per-minute", "1");
        return configuration;
    }

    @Override
    public void stop() {
        receivers.close();
    }
}
