package org.integrationstack.common.apikey;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.event.kafka.TopicFollower;
import org.integrationstack.common.startup.Prerequisite;

/** Keeps {@link ApiKeys} as the topic says; the service is not ready before that was read to its end. */
@ApplicationScoped
@IfBuildProperty(name = ApiKeyReader.ACCEPTED, stringValue = "true")
class ApiKeyReader implements Prerequisite {
    static final String ACCEPTED = "integration.api-keys.accepted";

    private static final Logger LOG = Logger.getLogger(ApiKeyReader.class);

    private final ApiKeys keys;
    private final TopicFollower follower;

    @Inject
    ApiKeyReader(ApiKeys keys, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.keys = keys;
        this.follower = new TopicFollower(Topics.API_KEYS_CHANGED, kafka, this::apply);
    }

    @Produces
    @Singleton
    static ApiKeys keys() {
        return new ApiKeys(InstantSource.system());
    }

    @Override
    public String name() {
        return Topics.API_KEYS_CHANGED.name();
    }

    @Override
    public Uni<Void> establish() {
        return follower.caughtUp().invoke(keys::complete);
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

    /** What cannot be read may be a revocation: its key is refused until something newer says otherwise. */
    private void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.value() == null) {
                forget(record);
            } else {
                keys.learn(ApiKeyChanged.fromCloudEvent(KafkaCloudEvents.read(record)));
            }
        } catch (MalformedEventException e) {
            LOG.errorf(
                    "%s-%d at %d is passed over: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            forget(record);
        }
    }

    private void forget(ConsumerRecord<byte[], byte[]> record) {
        try {
            keys.forget(UUID.fromString(new String(record.key(), StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException e) {
            LOG.debugf("%s-%d at %d is no key's", record.topic(), record.partition(), record.offset());
        }
    }
}
