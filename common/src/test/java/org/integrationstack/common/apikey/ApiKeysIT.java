package org.integrationstack.common.apikey;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Keys on a service that has only this module, told of by Kafka as every service is. */
@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {@ResourceArg(name = "service", value = "gateway"), @ResourceArg(name = "needs", value = "kafka")})
class ApiKeysIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PARTITION = 0;

    private final Instant later = Instant.now().plus(Duration.ofDays(1));

    private final ApiKey key = ApiKey.generate(UUID.randomUUID(), new SecureRandom());

    @TestHTTPResource(value = "health/ready", management = true)
    String readiness;

    @Inject
    @Identifier("default-kafka-broker") Map<String, Object> kafka;

    @BeforeEach
    void awaitStart() {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(given().get(readiness).statusCode()).isEqualTo(200));
    }

    @Test
    void isAcceptedAsBearerTokenAndAsUserName() {
        publish(change(1, false, later));
        awaitStatus(200);

        for (String authorization : List.of(
                "Bearer " + key.reveal(),
                "bearer  " + key.reveal(),
                "Basic " + base64(key.reveal() + ":"),
                "basic " + base64(key.reveal()))) {
            Response answer = call(given().header("Authorization", authorization));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.path("tenant").toString()).isEqualTo("acme");
            assertThat(answer.path("subject").toString()).isEqualTo("api-key:" + key.id());
            assertThat(answer.<Boolean>path("wholeTenant")).isTrue();
        }
    }

    @Test
    void actsForItsOwnTenantWhateverTheRequestNames() {
        publish(change(1, false, later));
        awaitStatus(200);

        Response answer = call(withKey().header("Integration-Tenant", "globex"));

        assertThat(answer.path("tenant").toString()).isEqualTo("acme");
    }

    @Test
    void isRefusedLikeAnyBadToken() {
        publish(change(1, false, later));
        awaitStatus(200);
        String badToken = refusal("Bearer no.token.atall");

        assertThat(refusal("Bearer "
                        + ApiKey.generate(key.id(), new SecureRandom()).reveal()))
                .isEqualTo(badToken);
        assertThat(refusal("Bearer "
                        + ApiKey.generate(UUID.randomUUID(), new SecureRandom()).reveal()))
                .isEqualTo(badToken);
        assertThat(refusal("Bearer isk_nonsense")).isEqualTo(badToken);
        assertThat(refusal("Basic " + base64(key.reveal() + ":password"))).isEqualTo(badToken);
        assertThat(refusal("Basic " + base64("alice:" + key.reveal()))).isEqualTo(badToken);
        assertThat(refusal("Basic %%%")).isEqualTo(badToken);
    }

    @Test
    void mayDoWhatItsScopesSay() {
        publish(change(key, 1, false, later, "proxy:call"));

        awaitStatus(403);
    }

    @Test
    void isRefusedOnceRevoked() {
        publish(change(1, false, later));
        awaitStatus(200);

        publish(change(2, true, later));
        await().atMost(Duration.ofSeconds(2)).until(() -> call(withKey()).statusCode() == 401);
        publish(change(1, false, later));
        awaitAllPublished();

        assertThat(call(withKey()).statusCode()).isEqualTo(401);
    }

    @Test
    void isRefusedOnceExpired() {
        publish(change(1, false, later));
        awaitStatus(200);

        publish(change(2, false, Instant.now().minusSeconds(1)));

        awaitStatus(401);
    }

    @Test
    void isRefusedOnceForgotten() {
        publish(change(1, false, later));
        awaitStatus(200);

        publish(new ProducerRecord<>(
                Topics.API_KEYS_CHANGED.name(), PARTITION, key.id().toString(), null));

        awaitStatus(401);
    }

    @Test
    void isRefusedWhenItsNewestStateCannotBeRead() {
        publish(change(1, false, later));
        awaitStatus(200);

        publishNonsense(key.id().toString());
        publishNonsense("no key of ours");

        awaitStatus(401);
    }

    @Test
    void isNotBelievedForLongWhenKafkaIsOutOfReach() {
        publish(change(1, false, later));
        awaitStatus(200);

        Infrastructure.pause("kafka");
        try {
            assertThat(call(withKey()).statusCode()).isEqualTo(200);
            awaitStatus(503);
            assertThat(call(withKey()).header("Retry-After")).isNotBlank();
        } finally {
            Infrastructure.resume("kafka");
        }
        awaitStatus(200);
    }

    @Test
    void twoCallersInOneRequestAreNone() {
        publish(change(1, false, later));
        awaitStatus(200);

        Response answer = given().header(
                        "Authorization", "Bearer " + key.reveal(), "Bearer " + TestIdentity.admin("carol", "acme"))
                .get("/probe/caller");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.path("type").toString()).endsWith(":invalid-request");
    }

    /** All that was published before is known once a later record of the one partition used here is. */
    private void awaitAllPublished() {
        ApiKey other = ApiKey.generate(UUID.randomUUID(), new SecureRandom());
        publish(change(other, 1, false, later, "connections:read"));
        await().atMost(PATIENCE)
                .until(() -> call(given().header("Authorization", "Bearer " + other.reveal()))
                                .statusCode()
                        == 200);
    }

    private void awaitStatus(int status) {
        await().atMost(PATIENCE).until(() -> call(withKey()).statusCode() == status);
    }

    /** All that a caller can tell one refusal from another by. */
    private static String refusal(String authorization) {
        Response answer = call(given().header("Authorization", authorization));
        assertThat(answer.statusCode()).isEqualTo(401);
        return answer.header("WWW-Authenticate")
                + answer.contentType()
                + answer.asString().replaceAll("\"traceId\":\"[0-9a-f]{32}\"", "");
    }

    private RequestSpecification withKey() {
        return given().header("Authorization", "Bearer " + key.reveal());
    }

    private static Response call(RequestSpecification request) {
        return request.get("/probe/caller");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    private ApiKeyChanged change(long version, boolean revoked, Instant expiresAt) {
        return change(key, version, revoked, expiresAt, "connections:read");
    }

    private static ApiKeyChanged change(ApiKey key, long version, boolean revoked, Instant expiresAt, String scope) {
        return new ApiKeyChanged(
                key.id(),
                new TenantId("acme"),
                version,
                key.hash(),
                List.of(scope),
                List.of(),
                List.of(),
                expiresAt,
                revoked,
                Instant.now());
    }

    private void publish(ApiKeyChanged change) {
        CloudEvent event = change.toCloudEvent(UUID.randomUUID());
        publish(new ProducerRecord<>(
                Topics.API_KEYS_CHANGED.name(),
                PARTITION,
                change.recordKey(),
                event.data(),
                KafkaCloudEvents.toHeaders(event)));
    }

    private void publishNonsense(String recordKey) {
        byte[] value = "nonsense".getBytes(StandardCharsets.US_ASCII);
        publish(new ProducerRecord<>(Topics.API_KEYS_CHANGED.name(), PARTITION, recordKey, value));
    }

    private void publish(ProducerRecord<String, byte[]> message) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(new HashMap<>(kafka), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
