package org.integrationstack.gateway.endpoint.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.event.kafka.TopicFollower;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.startup.Prerequisite;
import org.integrationstack.common.webhook.EndpointSeal;
import org.integrationstack.common.webhook.WebhookEndpoint;
import org.integrationstack.gateway.endpoint.Endpoints;

/** Keeps {@link Endpoints} as the topic says; the service is not ready before that was read to its end. */
@ApplicationScoped
class EndpointReader implements Prerequisite {

    private static final Logger LOG = Logger.getLogger(EndpointReader.class);

    private final Endpoints endpoints;
    private final EndpointSeal seal;
    private final TopicFollower follower;

    @Inject
    EndpointReader(
            Endpoints endpoints, EndpointSeal seal, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.endpoints = endpoints;
        this.seal = seal;
        this.follower = new TopicFollower(Topics.WEBHOOK_ENDPOINTS_CHANGED, kafka, this::apply);
    }

    @Override
    public String name() {
        return Topics.WEBHOOK_ENDPOINTS_CHANGED.name();
    }

    @Override
    public Uni<Void> establish() {
        return follower.caughtUp().invoke(endpoints::complete);
    }

    void start(@Observes StartupEvent event) {
        follower.start();
    }

    void stop(@Observes ShutdownEvent event) {
        follower.stop();
    }

    private Uni<Void> apply(ConsumerRecords<byte[], byte[]> records) {
        records.forEach(this::apply);
        return Uni.createFrom().voidItem();
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        Optional<UUID> id = id(record);
        if (id.isEmpty()) {
            LOG.errorf("%s is passed over: its key is no endpoint's", position(record));
        } else if (record.value() == null) {
            endpoints.forget(id.get());
        } else {
            learn(record, id.get());
        }
    }

    /** What cannot be trusted may hide that a secret was replaced: its endpoint is closed until something newer is heard. */
    private void learn(ConsumerRecord<byte[], byte[]> record, UUID id) {
        try {
            WebhookEndpoint endpoint = seal.open(WebhookEndpointChanged.fromCloudEvent(KafkaCloudEvents.read(record)));
            if (!endpoint.id().equals(id)) {
                throw new SealBrokenException("it is about another endpoint than its key says");
            }
            endpoints.learn(endpoint);
        } catch (MalformedEventException | SealBrokenException e) {
            LOG.errorf("Endpoint %s is closed, %s cannot be trusted: %s", id, position(record), e.getMessage());
            endpoints.distrust(id);
        }
    }

    private static Optional<UUID> id(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(record.key())
                    .map(key -> UUID.fromString(new String(key, StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String position(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }
}
