package org.integrationstack.connections.activity.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

import org.integrationstack.common.database.Schema;
import org.integrationstack.connections.activity.ActivityLog;

/** Projects the topic into the log: a batch is stored, then its offsets are committed. */
@ApplicationScoped
class ActivityConsumer {
    private final Projection projection;
    private final ActivityLog log;
    private final Schema schema;

    @Inject
    ActivityConsumer(Projection projection, ActivityLog log, Schema schema) {
        this.projection = projection;
        this.log = log;
        this.schema = schema;
    }

    @Incoming("activity")
    Uni<Void> project(ConsumerRecords<String, byte[]> records) {
        return schema.applied().chain(() -> projection.store(records, log::add));
    }
}
