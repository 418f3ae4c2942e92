package org.integrationstack.worker.routing.kafka;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.TopicFollower;
import org.integrationstack.common.startup.Prerequisite;
import org.integrationstack.worker.routing.ConnectionUpdates;

/** Follows {@code connections.changed} once the schema is there; not ready before it was read to its end. */
@ApplicationScoped
class ConnectionsReader implements Prerequisite {
    private final Schema schema;
    private final TopicFollower follower;

    ConnectionsReader(
            @Identifier("default-kafka-broker") Map<String, Object> kafka, ConnectionUpdates updates, Schema schema) {
        this.schema = schema;
        this.follower = new TopicFollower(Topics.CONNECTIONS_CHANGED, kafka, updates::apply);
    }

    @Override
    public String name() {
        return Topics.CONNECTIONS_CHANGED.name();
    }

    @Override
    public Uni<Void> establish() {
        return follower.caughtUp();
    }

    void start(@Observes StartupEvent event) {
        schema.applied().subscribe().with(applied -> follower.start());
    }

    void stop(@Observes ShutdownEvent event) {
        follower.stop();
    }
}
