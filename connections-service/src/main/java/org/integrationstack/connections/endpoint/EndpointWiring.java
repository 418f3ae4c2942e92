package org.integrationstack.connections.endpoint;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.webhook.EndpointSeal;

/** Makes beans of plain classes. */
@ApplicationScoped
class EndpointWiring {

    /** Made at start: no key, no start. */
    @Produces
    @Singleton
    @Startup
    EndpointSeal seal(@ConfigProperty(name = "integration.keys.webhook-endpoints") String keyset) {
        try {
            return new EndpointSeal(Keyset.parse(Secret.of(keyset.strip())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "INTEGRATION_KEYS_WEBHOOK_ENDPOINTS must be the keyset that the gateway has: " + e.getMessage(), e);
        }
    }

    @Produces
    @Singleton
    @Startup
    EndpointUrls urls(@ConfigProperty(name = "integration.gateway.public-url") URI base) {
        return new EndpointUrls(base);
    }
}
