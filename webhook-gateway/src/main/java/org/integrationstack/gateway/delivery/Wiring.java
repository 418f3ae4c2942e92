package org.integrationstack.gateway.delivery;

import java.time.Clock;
import java.time.InstantSource;
import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.startup.TopicNeeds;

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

    @Produces
    @Singleton
    static InFlight inFlight(GatewayConfig config) {
        return new InFlight(config.inFlightBytes());
    }

    @Produces
    @Singleton
    static TopicNeeds topics() {
        return new TopicNeeds(List.of(Topics.WEBHOOKS_RECEIVED));
    }
}
