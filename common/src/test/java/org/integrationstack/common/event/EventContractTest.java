package org.integrationstack.common.event;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The golden files are what consumers of older versions read: they gain properties and lose none. */
class EventContractTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConnectionId CONNECTION =
            ConnectionId.parse("6f0b8f6e-7f5c-4a3a-9d0e-0c1d2e3f4a5b").orElseThrow();

    private static final ConnectionChanged CHANGE = new ConnectionChanged(
            CONNECTION,
            new TenantId("acme"),
            new UserId("alice"),
            "github",
            "oauth",
            "ACTIVE",
            3,
            new ConnectionChanged.Account("583231", "octocat", "octocat@github.example"),
            List.of("repo", "read:user"),
            Map.of("notify", true),
            Map.of("team", "blue"),
            Instant.parse("2026-01-02T03:04:05Z"));

    private static final ActivityRecorded ACT = new ActivityRecorded(
            UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b"),
            new TenantId("acme"),
            "github.push",
            "github",
            CONNECTION,
            new UserId("alice"),
            Instant.parse("2026-01-02T03:04:05.678Z"),
            "2 commits pushed to octocat/hello",
            Map.of("commits", 2),
            "0af7651916cd43dd8448eb211c80319c");

    private static final IntegrationEvent EVENT = new IntegrationEvent(
            UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b"),
            new TenantId("acme"),
            "github.push",
            "github",
            CONNECTION,
            new UserId("alice"),
            "583231",
            UUID.fromString("0b9f3a52-2222-4a3a-9d0e-0c1d2e3f4a5b"),
            "9f86d081",
            Instant.parse("2026-01-02T03:04:05.678Z"),
            Map.of("commits", 2));

    private static final ApiKeyChanged KEY = new ApiKeyChanged(
            UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b"),
            new TenantId("acme"),
            1,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            List.of("connections:read", "proxy:call"),
            List.of("github"),
            List.of(CONNECTION),
            Instant.parse("2027-01-02T03:04:05Z"),
            false,
            Instant.parse("2026-01-02T03:04:05Z"));

    private static final WebhookEndpointChanged ENDPOINT = new WebhookEndpointChanged(
            UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b"),
            new TenantId("acme"),
            "github",
            Optional.of(CONNECTION),
            Optional.of(new UserId("alice")),
            Optional.of("583231"),
            2,
            Map.of("audience", "https://hooks.example"),
            Optional.of(Instant.parse("2026-01-03T03:04:05Z")),
            "AQIDBA==",
            Instant.parse("2026-01-02T03:04:05Z"));

    @Test
    void aChangedWebhookEndpointReadsAndWritesAsAgreed() throws IOException {
        byte[] golden = golden("webhook-endpoint-changed.v1.json");
        CloudEvent event = ENDPOINT.toCloudEvent(UUID.randomUUID());

        assertThat(JSON.readTree(event.data())).isEqualTo(JSON.readTree(golden));
        assertThat(WebhookEndpointChanged.fromCloudEvent(withData(event, golden)))
                .isEqualTo(ENDPOINT);
        assertThat(event.type()).isEqualTo("org.integrationstack.webhook-endpoint.changed.v1");
        assertThat(ENDPOINT.recordKey()).isEqualTo(ENDPOINT.endpoint().toString());
    }

    @Test
    void anEndpointOfTheTenantHasNoConnection() {
        WebhookEndpointChanged bare = new WebhookEndpointChanged(
                ENDPOINT.endpoint(),
                ENDPOINT.tenant(),
                "github",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                Map.of(),
                Optional.empty(),
                "AQIDBA==",
                ENDPOINT.at());

        CloudEvent event = bare.toCloudEvent(UUID.randomUUID());

        assertThat(new String(event.data(), StandardCharsets.UTF_8)).doesNotContain("connection", "owner", "null");
        assertThat(WebhookEndpointChanged.fromCloudEvent(event)).isEqualTo(bare);
    }

    @Test
    void aChangedApiKeyReadsAndWritesAsAgreed() throws IOException {
        byte[] golden = golden("api-key-changed.v1.json");
        CloudEvent event = KEY.toCloudEvent(UUID.randomUUID());

        assertThat(JSON.readTree(event.data())).isEqualTo(JSON.readTree(golden));
        assertThat(ApiKeyChanged.fromCloudEvent(withData(event, golden))).isEqualTo(KEY);
        assertThat(event.type()).isEqualTo("org.integrationstack.api-key.changed.v1");
        assertThat(KEY.recordKey()).isEqualTo(KEY.key().toString());
    }

    @Test
    void aChangedConnectionReadsAndWritesAsAgreed() throws IOException {
        byte[] golden = golden("connection-changed.v1.json");
        CloudEvent event = CHANGE.toCloudEvent(UUID.randomUUID());

        assertThat(JSON.readTree(event.data())).isEqualTo(JSON.readTree(golden));
        assertThat(ConnectionChanged.fromCloudEvent(withData(event, golden))).isEqualTo(CHANGE);
        assertThat(event.type()).isEqualTo("org.integrationstack.connection.changed.v1");
        assertThat(CHANGE.recordKey()).isEqualTo(CONNECTION.toString());
    }

    @Test
    void aChangeFromBeforeKindsAndLabelsReadsAsOne() throws IOException {
        String older = new String(golden("connection-changed.v1.json"), StandardCharsets.UTF_8)
                .replaceFirst("\"kind\"\\s*:\\s*\"[^\"]*\",?", "")
                .replaceFirst("\"labels\"\\s*:\\s*\\{[^}]*},?", "");

        ConnectionChanged read = ConnectionChanged.fromCloudEvent(
                withData(CHANGE.toCloudEvent(UUID.randomUUID()), older.getBytes(StandardCharsets.UTF_8)));

        assertThat(read.kind()).isEqualTo("oauth");
        assertThat(read.labels()).isEmpty();
    }

    @Test
    void aRecordedActReadsAndWritesAsAgreed() throws IOException {
        byte[] golden = golden("activity-recorded.v1.json");
        CloudEvent event = ACT.toCloudEvent();

        assertThat(JSON.readTree(event.data())).isEqualTo(JSON.readTree(golden));
        assertThat(ActivityRecorded.fromCloudEvent(withData(event, golden))).isEqualTo(ACT);
        assertThat(event.id()).isEqualTo(ACT.id());
        assertThat(ACT.recordKey()).isEqualTo("acme");
    }

    @Test
    void aDeadLetterReadsAndWritesAsAgreed() throws IOException {
        DeadLetter letter = new DeadLetter(
                UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b"),
                UUID.fromString("0b9f3a52-2222-4a3a-9d0e-0c1d2e3f4a5b"),
                new TenantId("acme"),
                "github",
                Optional.of(CONNECTION),
                Optional.of("ep-1"),
                Optional.of("583231"),
                "push",
                "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                "the payload is not JSON",
                3,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Instant.parse("2026-01-02T03:04:09Z"),
                Map.of("x-github-event", "push"),
                "application/json",
                "{".getBytes(StandardCharsets.UTF_8));
        CloudEvent event = letter.toCloudEvent();
        Map<?, ?> golden = JSON.readValue(golden("dead-letter.v1.headers.json"), Map.class);

        assertThat(KafkaCloudEvents.attributes(event)).isEqualTo(golden);
        assertThat(event.data()).isEqualTo(letter.body());
        assertThat(DeadLetter.fromCloudEvent(event)).usingRecursiveComparison().isEqualTo(letter);
    }

    @Test
    void aPublishedEventReadsAndWritesAsAgreed() throws IOException {
        byte[] golden = golden("integration-event.v1.json");
        CloudEvent event = EVENT.toCloudEvent();

        assertThat(JSON.readTree(event.data())).isEqualTo(JSON.readTree(golden));
        assertThat(IntegrationEvent.fromCloudEvent(withData(event, golden))).isEqualTo(EVENT);
        assertThat(event.id()).isEqualTo(EVENT.id());
        assertThat(event.type()).isEqualTo("org.integrationstack.integration.event.v1");
        assertThat(EVENT.recordKey()).isEqualTo("acme:9f86d081");
    }

    @Test
    void readersIgnoreWhatTheyDoNotKnow() {
        CloudEvent event = ACT.toCloudEvent();
        String newer =
                new String(event.data(), StandardCharsets.UTF_8).replaceFirst("\\{", "{\"added\":{\"later\":1},");

        CloudEvent read = withData(event, newer.getBytes(StandardCharsets.UTF_8));

        assertThat(ActivityRecorded.fromCloudEvent(read)).isEqualTo(ACT);
    }

    @Test
    void readersRefuseAnotherTypeAndDataThatDoesNotFit() {
        CloudEvent act = ACT.toCloudEvent();

        assertThatThrownBy(() -> ConnectionChanged.fromCloudEvent(act)).isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> ActivityRecorded.fromCloudEvent(withData(act, new byte[] {'{'})))
                .isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> ActivityRecorded.fromCloudEvent(withData(act, new byte[] {'{', '}'})))
                .isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(
                        () -> ActivityRecorded.fromCloudEvent(withData(act, "null".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(MalformedEventException.class);
    }

    private static CloudEvent withData(CloudEvent event, byte[] data) {
        return new CloudEvent(
                event.id(),
                event.type(),
                event.source(),
                event.time(),
                event.subject(),
                event.extensions(),
                event.contentType(),
                data);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = EventContractTest.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        }
    }
}
