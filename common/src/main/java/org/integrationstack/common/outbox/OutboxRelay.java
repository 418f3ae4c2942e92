package org.integrationstack.common.outbox;

import java.util.Map;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;

/** Publishes what the outbox holds. */
public final class OutboxRelay {
    /**
     * @param pool the service's database
     * @param outbox what wakes this relay
     * @param kafka how to reach Kafka: the service's {@code @Identifier("default-kafka-broker") Map<String, Object>}
     */
    public OutboxRelay(Pool pool, Outbox outbox, Map<String, Object> kafka) {}

    /** Begins to publish, and goes on whatever fails, until stopped. */
    public void start() {}

    /** Ends after the batch in hand, and lets the lease go so that another relay takes over at once. */
    public Uni<Void> stop() {
        return Uni.createFrom().voidItem();
    }
}
