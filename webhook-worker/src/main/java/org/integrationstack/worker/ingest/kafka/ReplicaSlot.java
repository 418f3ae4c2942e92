package org.integrationstack.worker.ingest.kafka;

import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.reactive.messaging.ClientCustomizer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes this replica a static member of the consumer group, where its slot has a name: one that returns within the
 * session's time-out, as after a restart, goes on with its partitions, and nobody else's are moved.
 *
 * <p>Source: KIP-345, "Introduce static membership protocol to reduce consumer rebalances".
 */
@ApplicationScoped
class ReplicaSlot implements ClientCustomizer<Map<String, Object>> {
    private static final String CHANNEL = "webhooks-received";

    private final Optional<String> name;

    /** @param name of the slot, such as a stateful set's pod; no two replicas that run at a time may have the same */
    ReplicaSlot(@ConfigProperty(name = "integration.ingest.replica-slot") Optional<String> name) {
        this.name = name;
    }

    @Override
    public Map<String, Object> customize(String channel, Config config, Map<String, Object> kafka) {
        if (channel.equals(CHANNEL)) {
            name.ifPresent(slot -> kafka.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "webhook-worker-" + slot));
        }
        return kafka;
    }
}
