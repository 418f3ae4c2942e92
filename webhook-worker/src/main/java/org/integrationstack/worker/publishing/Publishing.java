package org.integrationstack.worker.publishing;

import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.mutiny.sqlclient.Pool;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.outbox.OutboxRelay;
import org.integrationstack.common.startup.TopicNeeds;
import org.integrationstack.worker.database.Migrations;

/** The worker's outbox, and the relay that publishes what it holds. */
@ApplicationScoped
class Publishing {
    private final Outbox outbox = new Outbox();
    private final OutboxRelay relay;
    private final Migrations migrations;

    Publishing(Pool pool, @Identifier("default-kafka-broker") Map<String, Object> kafka, Migrations migrations) {
        this.relay = new OutboxRelay(pool, outbox, kafka);
        this.migrations = migrations;
    }

    @Produces
    @Singleton
    Outbox outbox() {
        return outbox;
    }

    @Produces
    @Singleton
    static TopicNeeds topics() {
        return new TopicNeeds(List.of(Topics.WEBHOOKS_RECEIVED, Topics.CONNECTIONS_CHANGED, Topics.ACTIVITY_RECORDED));
    }

    void start(@Observes StartupEvent event) {
        migrations.applied().subscribe().with(applied -> relay.start());
    }

    void stop(@Observes ShutdownEvent event) {
        relay.stop().await().indefinitely();
    }
}
