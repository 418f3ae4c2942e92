package org.integrationstack.connections.wiring;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.vertx.mutiny.sqlclient.Pool;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

import org.integrationstack.common.database.BoundRole;
import org.integrationstack.common.database.Schema;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.startup.TopicNeeds;
import org.integrationstack.connections.authorization.AuthorizationSettings;
import org.integrationstack.connections.connection.Lifecycle;
import org.integrationstack.connections.web.PublicUrl;
import org.integrationstack.connections.web.ReturnTo;

/** Makes beans of plain classes. */
@ApplicationScoped
class Wiring {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    SecureRandom random() {
        return new SecureRandom();
    }

    @Produces
    @Singleton
    Lifecycle lifecycle(Clock clock) {
        return new Lifecycle(clock);
    }

    @Produces
    @Singleton
    PublicUrl publicUrl(@ConfigProperty(name = "integration.console.url") URI base) {
        return new PublicUrl(base);
    }

    @Produces
    @Singleton
    ReturnTo returnTo(PublicUrl publicUrl, AuthorizationSettings settings) {
        return new ReturnTo(publicUrl.base(), settings.returnUrls());
    }

    @Produces
    @Singleton
    Schema schema(Flyway flyway, Pool pool) {
        return new Schema(
                () -> {
                    BoundRole.require(flyway.getConfiguration().getDataSource());
                    flyway.migrate();
                },
                pool);
    }

    @Produces
    @Singleton
    Outbox outbox() {
        return new Outbox();
    }

    @Produces
    @Singleton
    TopicNeeds topics() {
        return new TopicNeeds(List.of(
                Topics.CONNECTIONS_CHANGED,
                Topics.WEBHOOK_ENDPOINTS_CHANGED,
                Topics.API_KEYS_CHANGED,
                Topics.ACTIVITY_RECORDED));
    }
}
