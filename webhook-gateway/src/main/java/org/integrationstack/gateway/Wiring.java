package org.integrationstack.gateway;

import java.time.Clock;
import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.startup.TopicNeeds;
import org.integrationstack.common.webhook.EndpointSeal;
import org.integrationstack.gateway.delivery.InFlight;
import org.integrationstack.gateway.endpoint.Endpoints;
import org.integrationstack.gateway.endpoint.Places;

/** The gateway's objects that are not beans of their own. */
final class Wiring {

    @Produces
    @Singleton
    static InstantSource clock() {
        return Clock.systemUTC();
    }

    /** No key, no start: a delivery without proof would be refused by the worker. */
    @Produces
    @Singleton
    static MacKeys keys(@ConfigProperty(name = "integration.keys.webhook-mac") String keyset) {
        return MacKeys.parse(Secret.of(keyset));
    }

    /** No key, no start: every endpoint would be closed. */
    @Produces
    @Singleton
    static EndpointSeal seal(@ConfigProperty(name = "integration.keys.webhook-endpoints") String keyset) {
        return new EndpointSeal(Keyset.parse(Secret.of(keyset)));
    }

    @Produces
    @Singleton
    static Endpoints endpoints(Places places, GatewayConfig config) {
        return new Endpoints(places::of, config.endpointPatience());
    }

    @Produces
    @Singleton
    static InFlight inFlight(GatewayConfig config) {
        return new InFlight(config.inFlightBytes());
    }

    @Produces
    @Singleton
    static TopicNeeds topics() {
        return new TopicNeeds(List.of(
                Topics.WEBHOOKS_RECEIVED,
                Topics.WEBHOOK_ENDPOINTS_CHANGED,
                Topics.API_KEYS_CHANGED,
                Topics.ACTIVITY_RECORDED));
    }
}
