package org.integrationstack.worker.wiring;

import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.mutiny.sqlclient.Pool;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.outbox.Outbox;
import org.integrationstack.common.outbox.OutboxRelay;
import org.integrationstack.worker.handling.DeadLetters;

/** Publishes what the outbox holds, from the moment the schema is there until the service ends. */
@ApplicationScoped
class Publishing {
    private final OutboxRelay relay;
    private final Schema schema;

    Publishing(
            Pool pool,
            Outbox outbox,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            DeadLetters deadLetters,
            Schema schema) {
        this.relay = new OutboxRelay(pool, outbox, kafka, deadLetters::unseal);
        this.schema = schema;
    }

    void start(@Observes StartupEvent event) {
        schema.applied().subscribe().with(applied -> relay.start());
    }

    void stop(@Observes ShutdownEvent event) {
        relay.stop().await().indefinitely();
    }
}
