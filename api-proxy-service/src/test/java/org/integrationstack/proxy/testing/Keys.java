package org.integrationstack.proxy.testing;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;

/** API keys, as connections-service makes and revokes them. */
public final class Keys {
    private Keys() {}

    /** A new key of tenant acme with that scope, narrowed to these providers and connections. */
    public static ApiKey key(String scope, List<String> providers, List<String> connections) {
        ApiKey key = ApiKey.generate(UUID.randomUUID(), new SecureRandom());
        publish(change(key, 1, scope, providers, connections, false));
        return key;
    }

    /** Revokes a key. */
    public static void revoke(ApiKey key) {
        publish(change(key, 2, "proxy:call", List.of(), List.of(), true));
    }

    private static ApiKeyChanged change(
            ApiKey key, long version, String scope, List<String> providers, List<String> connections, boolean revoked) {
        return new ApiKeyChanged(
                key.id(),
                new TenantId("acme"),
                version,
                key.hash(),
                List.of(scope),
                providers,
                connections.stream()
                        .map(id -> ConnectionId.parse(id).orElseThrow())
                        .toList(),
                Instant.now().plus(Duration.ofDays(1)),
                revoked,
                Instant.now());
    }

    private static void publish(ApiKeyChanged change) {
        CloudEvent event = change.toCloudEvent(UUID.randomUUID());
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            Topics.API_KEYS_CHANGED.name(),
                            null,
                            change.recordKey(),
                            event.data(),
                            KafkaCloudEvents.toHeaders(event)))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> config() {
        Map<String, Object> config = new HashMap<>();
        for (String name : List.of("bootstrap.servers", "security.protocol", "sasl.mechanism", "sasl.jaas.config")) {
            config.put(name, ConfigProvider.getConfig().getValue("kafka." + name, String.class));
        }
        return config;
    }
}
