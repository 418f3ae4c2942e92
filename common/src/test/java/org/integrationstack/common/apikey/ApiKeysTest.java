package org.integrationstack.common.apikey;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ApiKeyChanged;
import org.integrationstack.common.event.MalformedEventException;
import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ProviderId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ApiKeysTest {
    private static final Instant MADE = Instant.parse("2026-11-24T09:00:00Z");
    private static final Instant END = MADE.plus(Duration.ofDays(30));
    private static final ConnectionId CONNECTION = ConnectionId.random();

    private final ApiKey key = ApiKey.generate(UUID.randomUUID(), new SecureRandom());
    private Instant now = MADE;
    private final ApiKeys keys = new ApiKeys(() -> now, Duration.ofMinutes(1));

    @Test
    void knowsTheHolder() {
        keys.learn(change(1, false, List.of("proxy:call"), List.of("github"), List.of(CONNECTION)));

        Caller holder = keys.holder(key).orElseThrow().caller();

        assertThat(holder)
                .isEqualTo(new Caller(
                        new TenantId("acme"),
                        new UserId("api-key:" + key.id()),
                        Set.of(),
                        Set.of(Access.PROXY_CALL),
                        new Narrowing(Set.of(new ProviderId("github")), Set.of(CONNECTION))));
    }

    @Test
    void refusesAnotherSecretUnderTheSameId() {
        keys.learn(change(1, false));

        assertThat(keys.holder(ApiKey.generate(key.id(), new SecureRandom()))).isEmpty();
    }

    @Test
    void knowsWhetherItKnowsEverythingFromTheLastConfirmationOnForAWhile() {
        assertThat(keys.isComplete()).isFalse();
        assertThat(keys.silence()).isEmpty();

        keys.confirm(now);
        now = now.plusSeconds(59);
        assertThat(keys.isComplete()).isTrue();
        now = now.plusSeconds(1);
        assertThat(keys.isComplete()).isFalse();
        assertThat(keys.silence()).contains(Duration.ofMinutes(1));

        keys.confirm(now);
        assertThat(keys.isComplete()).isTrue();
    }

    @Test
    void endsWhatLastsLongOnceItIsCutOff() {
        keys.confirm(now);
        keys.learn(change(1, false));
        assertThat(keys.isLive(key.id())).isTrue();

        now = now.plusSeconds(60);

        assertThat(keys.isLive(key.id())).isFalse();
    }

    @Test
    void refusesWhatItWasNeverToldOf() {
        assertThat(keys.holder(key)).isEmpty();
    }

    @Test
    void refusesAKeyFromItsExpiryOn() {
        keys.learn(change(1, false));
        ApiKeyHolder holder = keys.holder(key).orElseThrow();

        now = END.minusNanos(1);
        keys.confirm(now);
        assertThat(keys.holder(key)).isPresent();
        assertThat(holder.isStillValid()).isTrue();

        now = END;
        assertThat(keys.holder(key)).isEmpty();
        assertThat(holder.isStillValid()).isFalse();
    }

    @Test
    void refusesARevokedKeyAndStaysWithIt() {
        keys.confirm(now);
        keys.learn(change(1, false));
        ApiKeyHolder holder = keys.holder(key).orElseThrow();
        keys.learn(change(2, true));
        keys.learn(change(1, false));

        assertThat(keys.holder(key)).isEmpty();
        assertThat(holder.isStillValid()).isFalse();
    }

    @Test
    void refusesAForgottenKey() {
        keys.learn(change(1, false));
        keys.forget(key.id());

        assertThat(keys.holder(key)).isEmpty();
    }

    /** Whatever came to stand on the topic: no key ever opens a credential or acts for another tenant. */
    @Test
    void givesNobodyTheScopesOfOurOwnServices() {
        keys.learn(change(
                1,
                false,
                List.of("credentials:read", "tenant:delegate", "admin", "connections:read"),
                List.of(),
                List.of()));

        assertThat(keys.holder(key).orElseThrow().caller().scopes()).containsExactly("connections:read");
    }

    @Test
    void takesNoNarrowingThatItCannotRead() {
        assertThatThrownBy(() -> keys.learn(change(1, false, List.of("proxy:call"), List.of("No Provider"), List.of())))
                .isInstanceOf(MalformedEventException.class);
        assertThat(keys.holder(key)).isEmpty();
    }

    private ApiKeyChanged change(long version, boolean revoked) {
        return change(version, revoked, List.of("proxy:call"), List.of(), List.of());
    }

    private ApiKeyChanged change(
            long version,
            boolean revoked,
            List<String> scopes,
            List<String> providers,
            List<ConnectionId> connections) {
        return new ApiKeyChanged(
                key.id(),
                new TenantId("acme"),
                version,
                key.hash(),
                scopes,
                providers,
                connections,
                END,
                revoked,
                MADE);
    }
}
