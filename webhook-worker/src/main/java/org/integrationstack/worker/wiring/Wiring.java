package org.integrationstack.worker.wiring;

import java.util.List;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.vertx.mutiny.sqlclient.Pool;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

import org.integrationstack.common.database.BoundRole;
import org.integrationstack.common.database.Schema;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.startup.TopicNeeds;

/** Makes beans of plain classes. */
final class Wiring {
    private Wiring() {}

    @Produces
    @Singleton
    static Schema schema(Flyway flyway, Pool pool) {
        return new Schema(
                () -> {
                    BoundRole.require(flyway.getConfiguration().getDataSource());
                    flyway.migrate();
                },
                pool);
    }

    @Produces
    @Singleton
    static Outbox outbox() {
        return new Outbox();
    }

    /** What seals payloads, and what is taken from them, at rest. */
    @Produces
    @Singleton
    static Sealer sealer(@ConfigProperty(name = "integration.keys.webhook-payloads") String keyset) {
        return Keyset.parse(Secret.of(keyset)).sealer();
    }

    @Produces
    @Singleton
    static TopicNeeds topics() {
        return new TopicNeeds(List.of(
                Topics.WEBHOOKS_RECEIVED,
                Topics.WEBHOOKS_DEAD_LETTER,
                Topics.INTEGRATION_EVENTS,
                Topics.CONNECTIONS_CHANGED,
                Topics.API_KEYS_CHANGED,
                Topics.ACTIVITY_RECORDED));
    }
}
