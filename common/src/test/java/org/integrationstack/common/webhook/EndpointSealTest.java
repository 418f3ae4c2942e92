package org.integrationstack.common.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.event.WebhookEndpointChanged;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class EndpointSealTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final Keyset KEYS = Keyset.parse(Secret.of(Keyset.generate()));
    private static final EndpointSeal SEAL = new EndpointSeal(KEYS);
    private static final WebhookEndpoint ENDPOINT = new WebhookEndpoint(
            UUID.fromString("0b9f3a52-1111-4a3a-9d0e-0c1d2e3f4a5b"),
            new TenantId("acme"),
            new ProviderId("github"),
            Optional.of(
                    ConnectionId.parse("6f0b8f6e-7f5c-4a3a-9d0e-0c1d2e3f4a5b").orElseThrow()),
            Optional.of(new UserId("alice")),
            Optional.of("583231"),
            2,
            List.of(
                    SigningSecret.of(Secret.of("whsec_newer-é")),
                    new SigningSecret(Secret.of("whsec_older"), Optional.of(NOW))),
            Map.of("audience", "https://hooks.example"),
            Optional.of(NOW.plusSeconds(3600)));

    @Test
    void opensWhatItSealed() {
        WebhookEndpointChanged change = SEAL.seal(ENDPOINT, NOW);

        assertThat(SEAL.open(change)).isEqualTo(ENDPOINT);
        assertThat(new String(change.toCloudEvent(UUID.randomUUID()).data(), StandardCharsets.UTF_8))
                .doesNotContain("whsec_");
    }

    @Test
    void opensAnEndpointWithoutAnything() {
        WebhookEndpoint bare = new WebhookEndpoint(
                ENDPOINT.id(),
                ENDPOINT.tenant(),
                ENDPOINT.provider(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                List.of(),
                Map.of(),
                Optional.empty());

        assertThat(SEAL.open(SEAL.seal(bare, NOW))).isEqualTo(bare);
    }

    @Test
    void opensUnderAnOlderKeyAndSealsUnderThePrimaryOne() {
        WebhookEndpointChanged older = SEAL.seal(ENDPOINT, NOW);
        Keyset added = KEYS.withNewKey();
        long newest = added.ids().stream()
                .filter(id -> !KEYS.ids().contains(id))
                .findFirst()
                .orElseThrow();
        EndpointSeal both = new EndpointSeal(added.withPrimary(newest));
        EndpointSeal newestAlone = new EndpointSeal(added.withPrimary(newest).withPrimaryAlone());

        assertThat(both.open(older)).isEqualTo(ENDPOINT);
        assertThat(newestAlone.open(both.seal(ENDPOINT, NOW))).isEqualTo(ENDPOINT);
        assertThatThrownBy(() -> newestAlone.open(older)).isInstanceOf(SealBrokenException.class);
    }

    static Stream<Arguments> alterations() {
        return Stream.of(
                altered("endpoint", it -> with(it, UUID.randomUUID(), it.tenant(), it.provider(), it.version())),
                altered("tenant", it -> with(it, it.endpoint(), new TenantId("globex"), it.provider(), it.version())),
                altered("provider", it -> with(it, it.endpoint(), it.tenant(), "stripe", it.version())),
                altered("version", it -> with(it, it.endpoint(), it.tenant(), it.provider(), 3)),
                altered("connection", it -> of(it, Optional.of(ConnectionId.random()), it.owner(), it.account())),
                altered("owner", it -> of(it, it.connection(), Optional.of(new UserId("bob")), it.account())),
                altered("account", it -> of(it, it.connection(), it.owner(), Optional.of("1"))),
                altered("all of the connection", it -> of(it, Optional.empty(), Optional.empty(), Optional.empty())),
                altered("owner alone", it -> of(it, it.connection(), Optional.empty(), it.account())),
                altered("values", it -> saying(it, Map.of("audience", "x"), it.handshakeUntil(), it.sealed())),
                altered("handshake", it -> saying(it, it.values(), Optional.empty(), it.sealed())),
                altered("secrets", it -> saying(it, it.values(), it.handshakeUntil(), "AQIDBAUGBwg=")),
                altered("base64", it -> saying(it, it.values(), it.handshakeUntil(), "no base64")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("alterations")
    void refusesARecordOfWhichAnythingWasAltered(String what, UnaryOperator<WebhookEndpointChanged> alteration) {
        WebhookEndpointChanged altered = alteration.apply(SEAL.seal(ENDPOINT, NOW));

        assertThatThrownBy(() -> SEAL.open(altered)).as(what).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aSecretEndsAtItsTime() {
        SigningSecret ending = new SigningSecret(Secret.of("s"), Optional.of(NOW));

        assertThat(ending.isGoodAt(NOW.minusMillis(1))).isTrue();
        assertThat(ending.isGoodAt(NOW)).isFalse();
        assertThat(SigningSecret.of(Secret.of("s")).isGoodAt(Instant.MAX)).isTrue();
    }

    private static Arguments altered(String what, UnaryOperator<WebhookEndpointChanged> alteration) {
        return arguments(what, alteration);
    }

    private static WebhookEndpointChanged with(
            WebhookEndpointChanged it, UUID endpoint, TenantId tenant, String provider, long version) {
        return new WebhookEndpointChanged(
                endpoint,
                tenant,
                provider,
                it.connection(),
                it.owner(),
                it.account(),
                version,
                it.values(),
                it.handshakeUntil(),
                it.sealed(),
                it.at());
    }

    private static WebhookEndpointChanged of(
            WebhookEndpointChanged it,
            Optional<ConnectionId> connection,
            Optional<UserId> owner,
            Optional<String> account) {
        return new WebhookEndpointChanged(
                it.endpoint(),
                it.tenant(),
                it.provider(),
                connection,
                owner,
                account,
                it.version(),
                it.values(),
                it.handshakeUntil(),
                it.sealed(),
                it.at());
    }

    private static WebhookEndpointChanged saying(
            WebhookEndpointChanged it, Map<String, String> values, Optional<Instant> handshakeUntil, String sealed) {
        return new WebhookEndpointChanged(
                it.endpoint(),
                it.tenant(),
                it.provider(),
                it.connection(),
                it.owner(),
                it.account(),
                it.version(),
                values,
                handshakeUntil,
                sealed,
                it.at());
    }
}
