package org.integrationstack.gateway.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.common.webhook.WebhookEndpoint;

/** Tells of endpoints as connections-service does. */
public final class EndpointTopic implements AutoCloseable {

    private static final String TOPIC = Topics.WEBHOOK_ENDPOINTS_CHANGED.name();

    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer());

    private static Properties config() {
        Properties config = ReceivedTopic.login("connections");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        return config;
    }

    /** One of tenant acme, on a connection of alice, without an end to its secret. */
    public static WebhookEndpoint endpoint(UUID id, String provider, long version, String secret) {
        return endpoint(id, provider, version, Optional.empty(), SigningSecret.of(Secret.of(secret)));
    }

    public static WebhookEndpoint endpoint(
            UUID id, String provider, long version, Optional<Instant> handshakeUntil, SigningSecret... secrets) {
        return new WebhookEndpoint(
                id,
                new TenantId("acme"),
                new ProviderId(provider),
                Optional.of(
                        new ConnectionId(UUID.nameUUIDFromBytes(id.toString().getBytes(StandardCharsets.UTF_8)))),
                Optional.of(new UserId("alice")),
                Optional.of("583231"),
                version,
                List.of(secrets),
                Map.of(),
                handshakeUntil);
    }

    public void tell(WebhookEndpoint endpoint) {
        tell(Secrets.endpointSeal().seal(endpoint, Instant.now()));
    }

    public void tell(WebhookEndpointChanged change) {
        CloudEvent event = change.toCloudEvent(UUID.randomUUID());
        send(change.recordKey(), event.data(), KafkaCloudEvents.toHeaders(event));
    }

    public void tellOfTheEndOf(UUID id) {
        send(id.toString(), null, null);
    }

    public void send(String key, byte[] value, Headers headers) {
        try {
            producer.send(new ProducerRecord<>(TOPIC, null, key, value, headers))
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
