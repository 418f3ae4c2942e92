package org.integrationstack.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.embedded.testing.Infrastructure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.integrationstack.worker.WebhookFixture.connection;

/** Records that can never be read hold up nothing behind them. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class PoisonIT {
    private static final String WEBHOOKS = Topics.WEBHOOKS_RECEIVED.name();
    private static final String CONNECTIONS = Topics.CONNECTIONS_CHANGED.name();

    @Inject
    Neighbours neighbours;

    @Inject
    Pool pool;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = WebhookFixture.newAccount();
    private final WebhookFixture push = WebhookFixture.push(account);
    private final String key = push.received().recordKey();

    @BeforeEach
    void connect() {
        neighbours.connectionChanges(connection(tenant, "alice", account));
    }

    @Test
    void passesOverWhatIsNoEvent() {
        RecordMetadata poison = neighbours.write(WEBHOOKS, key, new RecordHeaders(), "junk".getBytes(UTF_8));

        assertQuarantinedAndPassed(poison, "not a CloudEvent of version 1.0");
    }

    @Test
    void passesOverARecordWithoutAValue() {
        RecordMetadata poison = neighbours.write(WEBHOOKS, key, neighbours.headersOf(push), null);

        assertQuarantinedAndPassed(poison, "a CloudEvent without data");
    }

    @Test
    void passesOverARecordWithADoubledAttribute() {
        Headers doubled =
                neighbours.headersOf(push).add("ce_tenant", "a".getBytes(UTF_8)).add("ce_tenant", "b".getBytes(UTF_8));

        RecordMetadata poison = neighbours.write(WEBHOOKS, key, doubled, push.body());

        assertQuarantinedAndPassed(poison, "a CloudEvent with the attribute ce_tenant twice");
    }

    @Test
    void passesOverAnEventOfAKindThatItDoesNotKnow() {
        CloudEvent newer = push.received().toCloudEvent();
        Headers headers = KafkaCloudEvents.toHeaders(newer);
        headers.remove("ce_type").add("ce_type", "org.integrationstack.webhook.received.v2".getBytes(UTF_8));

        RecordMetadata poison = neighbours.write(WEBHOOKS, key, headers, push.body());

        assertQuarantinedAndPassed(poison, "expected an event of type org.integrationstack.webhook.received.v1");
    }

    @Test
    void passesOverAnEventOfAnotherTopic() {
        CloudEvent other = connection(tenant, "alice", account).toCloudEvent(UUID.randomUUID());

        RecordMetadata poison = neighbours.write(WEBHOOKS, key, KafkaCloudEvents.toHeaders(other), other.data());

        assertQuarantinedAndPassed(poison, "expected an event of type org.integrationstack.webhook.received.v1");
    }

    @Test
    void readsWhatAYoungerGatewayAdds() {
        Headers headers = neighbours.headersOf(push).add("ce_added", "later".getBytes(UTF_8));

        neighbours.write(WEBHOOKS, key, headers, push.body());

        await().untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(1));
    }

    @Test
    void keepsNoQuarantinedValueInTheClear() {
        RecordMetadata poison =
                neighbours.write(WEBHOOKS, key, new RecordHeaders(), "jane@example.com".getBytes(UTF_8));
        reason(poison);

        byte[] kept = pool.preparedQuery(
                        "select value from quarantined_record where (topic, partition_number, record_offset) = ($1, $2, $3)")
                .execute(Tuple.of(poison.topic(), poison.partition(), poison.offset()))
                .map(rows -> rows.iterator().next().getBuffer("value").getBytes())
                .await()
                .atMost(Duration.ofSeconds(10));

        assertThat(new String(kept, UTF_8)).doesNotContain("jane");
    }

    @Test
    void passesOverAWebhookThatTheGatewayDidNotSign() {
        RecordMetadata poison = neighbours.forge(push.received());

        assertQuarantinedAndPassed(poison, "a webhook without the gateway's valid MAC");
    }

    @Test
    void passesOverAWebhookSignedWithAnotherKey() {
        ReceivedWebhook forged = push.received().signedWith(MacKeys.parse(Secret.of(MacKeys.generate())));

        RecordMetadata poison = neighbours.forge(forged);

        assertQuarantinedAndPassed(poison, "a webhook without the gateway's valid MAC");
    }

    @Test
    void passesOverAWebhookWhoseBodyWasExchanged() {
        RecordMetadata poison =
                neighbours.write(WEBHOOKS, key, neighbours.headersOf(push), "{\"other\": 1}".getBytes(UTF_8));

        assertQuarantinedAndPassed(poison, "a webhook without the gateway's valid MAC");
    }

    @Test
    void passesOverTheOneRecordOfABatchThatTheDatabaseRefuses() {
        RecordMetadata poison = neighbours.gatewayReceives(push.type("push\0"));

        assertQuarantinedAndPassed(poison, "the database refuses it: SQLSTATE 22P05");
    }

    @Test
    void passesOverAChangeOfAConnectionThatIsNone() {
        RecordMetadata poison =
                neighbours.write(CONNECTIONS, UUID.randomUUID().toString(), new RecordHeaders(), new byte[] {1});

        assertThat(reason(poison)).isEqualTo("not a CloudEvent of version 1.0");
        String later = WebhookFixture.newAccount();
        neighbours.connectionChanges(connection(tenant, "alice", later));
        neighbours.gatewayReceives(WebhookFixture.push(later));
        await().untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(1));
    }

    private void assertQuarantinedAndPassed(RecordMetadata poison, String reason) {
        neighbours.gatewayReceives(WebhookFixture.push(account));
        await().untilAsserted(() -> assertThat(neighbours.activities(tenant)).hasSize(1));
        assertThat(reason(poison)).isEqualTo(reason);
    }

    /** Why the record is in quarantine, once it is. */
    private String reason(RecordMetadata record) {
        return await().until(() -> lookUp(record), Optional::isPresent).orElseThrow();
    }

    private Optional<String> lookUp(RecordMetadata record) {
        return pool.preparedQuery(
                        "select reason from quarantined_record where (topic, partition_number, record_offset) = ($1, $2, $3)")
                .execute(Tuple.of(record.topic(), record.partition(), record.offset()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("reason"))
                        .findFirst())
                .await()
                .atMost(Duration.ofSeconds(10));
    }
}
