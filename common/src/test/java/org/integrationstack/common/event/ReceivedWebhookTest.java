package org.integrationstack.common.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReceivedWebhookTest {
    private static final MacKeys KEYS = MacKeys.parse(Secret.of(MacKeys.generate()));
    private static final byte[] BODY = bytes("{\"ref\":\"refs/heads/main\"}");

    private final ReceivedWebhook delivery = delivery("583231", "octocat/hello").signedWith(KEYS);
    private final Headers headers = KafkaCloudEvents.toHeaders(delivery.toCloudEvent());

    @Test
    void comesOutOfKafkaAsItWentIn() {
        ReceivedWebhook read = read(headers, BODY);

        assertThat(read).usingRecursiveComparison().isEqualTo(delivery);
        assertThat(read.isVerifiedBy(KEYS)).isTrue();
    }

    @Test
    void carriesKeptHeadersUnderTheirPrefix() {
        assertThat(headers.lastHeader("http_x-github-event").value()).isEqualTo(bytes("push"));
        assertThat(headers.lastHeader("ce_type").value()).isEqualTo(bytes("org.integrationstack.webhook.received.v1"));
    }

    @ParameterizedTest
    @CsvSource({
        "ce_id, 6f0b8f6e-7f5c-4a3a-9d0e-0c1d2e3f4a5b",
        "ce_time, 2027-01-02T03:04:05Z",
        "ce_idsigned, true",
        "ce_provider, other",
        "ce_tenant, other",
        "ce_endpoint, other",
        "ce_connection, 0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b",
        "ce_account, other",
        "ce_deliveryid, other",
        "ce_eventtype, other",
        "ce_orderingkey, other",
        "content-type, other",
        "http_x-github-event, other"
    })
    void anAttributeThatWasChangedBreaksTheProof(String name, String value) {
        headers.remove(name);
        headers.add(name, bytes(value));

        assertThat(read(headers, BODY).isVerifiedBy(KEYS)).isFalse();
    }

    @Test
    void aBodyThatWasChangedBreaksTheProof() {
        assertThat(read(headers, bytes("{}")).isVerifiedBy(KEYS)).isFalse();
    }

    @Test
    void withoutAProofOrWithAnothersItIsNotVerified() {
        MacKeys others = MacKeys.parse(Secret.of(MacKeys.generate()));

        assertThat(delivery("1", "k").isVerifiedBy(KEYS)).isFalse();
        assertThat(delivery("1", "k").signedWith(others).isVerifiedBy(KEYS)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_type", "ce_provider", "content-type", "http_x-github-event"})
    void aDoubledAttributeIsMalformed(String name) {
        headers.add(name, headers.lastHeader(name).value());

        assertThatThrownBy(() -> read(headers, BODY)).isInstanceOf(MalformedEventException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "content-type", "ce_provider"})
    void aMissingAttributeIsMalformed(String name) {
        headers.remove(name);

        assertThatThrownBy(() -> read(headers, BODY)).isInstanceOf(MalformedEventException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ce_id", "ce_time", "ce_specversion", "ce_idsigned", "ce_type"})
    void anAttributeThatIsNoSuchValueIsMalformed(String name) {
        headers.remove(name);
        headers.add(name, bytes("x"));

        assertThatThrownBy(() -> read(headers, BODY)).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void aRecordWithoutDataIsMalformed() {
        assertThatThrownBy(() -> read(headers, null)).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void anAttributeThatIsNotUtf8IsMalformed() {
        headers.add("ce_strange", new byte[] {(byte) 0xc3, 0x28});

        assertThatThrownBy(() -> read(headers, BODY)).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void headersThatAreNoAttributesAreLeftAlone() {
        headers.add("traceparent", bytes("00-1"));
        headers.add("traceparent", bytes("00-2"));

        assertThat(read(headers, BODY).id()).isEqualTo(delivery.id());
    }

    @Test
    void theRecordKeyTellsPartsApart() {
        String key = delivery("1", "23").recordKey();

        assertThat(delivery("1", "23").recordKey()).isEqualTo(key);
        assertThat(delivery("12", "3").recordKey()).isNotEqualTo(key);
    }

    private static ReceivedWebhook read(Headers headers, byte[] body) {
        return ReceivedWebhook.fromCloudEvent(KafkaCloudEvents.read(headers, body));
    }

    private static ReceivedWebhook delivery(String account, String orderingKey) {
        return new ReceivedWebhook(
                UUID.randomUUID(),
                "github",
                Optional.of("endpoint-1"),
                Optional.of(new TenantId("acme")),
                ConnectionId.parse("6f0b8f6e-7f5c-4a3a-9d0e-0c1d2e3f4a5b"),
                "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                false,
                "push",
                Optional.of(account),
                orderingKey,
                Instant.parse("2026-01-02T03:04:05Z"),
                Map.of("x-github-event", "push"),
                "application/json",
                BODY,
                Optional.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
