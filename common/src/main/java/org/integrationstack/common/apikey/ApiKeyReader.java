package org.integrationstack.common.apikey;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.event.kafka.TopicFollower;
import org.integrationstack.common.startup.Prerequisite;

/**
 * Keeps {@link ApiKeys} as the topic says; the service is not ready before that was read to its end. Cut off from Kafka,
 * which may have revocations to tell, it has keys refused after a while.
 */
@ApplicationScoped
@IfBuildProperty(name = ApiKeyReader.ACCEPTED, stringValue = "true")
class ApiKeyReader implements Prerequisite {
    static final String ACCEPTED = "integration.api-keys.accepted";

    private static final Logger LOG = Logger.getLogger(ApiKeyReader.class);

    private final ApiKeys keys;
    private final TopicFollower follower;

    @Inject
    ApiKeyReader(ApiKeys keys, @Identifier("default-kafka-broker") Map<String, Object> kafka, MeterRegistry registry) {
        this.keys = keys;
        TimeGauge.builder("integration.api-keys.silence", this, TimeUnit.MILLISECONDS, ApiKeyReader::silence)
                .description("How long ago it was confirmed that every API key is known as it is")
                .register(registry);
        this.follower = new TopicFollower(Topics.API_KEYS_CHANGED, kafka, this::apply);
    }

    @Produces
    @Singleton
    static ApiKeys keys(
            @ConfigProperty(name = "integration.api-keys.longest-silence", defaultValue = "PT1M")
                    Duration longestSilence) {
        return new ApiKeys(InstantSource.system(), longestSilence);
    }

    @Override
    public String name() {
        return Topics.API_KEYS_CHANGED.name();
    }

    @Override
    public Uni<Void> establish() {
        return follower.caughtUp().invoke(this::confirm);
    }

    void start(@Observes StartupEvent event) {
        follower.start();
    }

    void stop(@Observes ShutdownEvent event) {
        follower.stop();
    }

    private double silence() {
        return keys.silence().map(Duration::toMillis).map(Long::doubleValue).orElse(Double.NaN);
    }

    private Uni<Void> apply(ConsumerRecords<byte[], byte[]> records) {
        records.forEach(this::apply);
        confirm();
        return Uni.createFrom().voidItem();
    }

    private void confirm() {
        follower.confirmedAt().ifPresent(keys::confirm);
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
