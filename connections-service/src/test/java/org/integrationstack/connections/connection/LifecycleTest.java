package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LifecycleTest {
    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00.123456789Z");

    private final Lifecycle lifecycle = new Lifecycle(Clock.fixed(NOW, ZoneOffset.UTC));
    private final Connection active = lifecycle.authorized(ConnectionId.random(), proven("1", "repo"));

    @Test
    void beginsActiveAtVersionOne() {
        assertThat(active.status()).isEqualTo(ConnectionStatus.ACTIVE);
        assertThat(active.version()).isOne();
        assertThat(active.createdAt()).isEqualTo("2026-11-24T07:00:00.123456Z");
    }

    @Test
    void isRenewedByItsOwnAccount() {
        Connection renewed = lifecycle.authorizedAgain(active, proven("1", "gist"));

        assertThat(renewed.id()).isEqualTo(active.id());
        assertThat(renewed.version()).isEqualTo(2);
        assertThat(renewed.scopes().granted()).containsExactly("gist");
        assertThat(renewed.createdAt()).isEqualTo(active.createdAt());
    }

    @Test
    void isRenewedByNoOtherAccount() {
        assertThatThrownBy(() -> lifecycle.authorizedAgain(active, proven("2", "repo")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void endsWithAPendingRevocationWhereTheProviderHasOne() {
        Connection ended = lifecycle.disconnected(active, true);

        assertThat(ended.status()).isEqualTo(ConnectionStatus.DISCONNECTED);
        assertThat(ended.revocation()).contains(Revocation.PENDING);
        assertThat(lifecycle.disconnected(active, false).revocation()).contains(Revocation.UNSUPPORTED);
    }

    @Test
    void settlesOnce() {
        Connection settled = lifecycle.settled(lifecycle.disconnected(active, true), Revocation.DONE);

        assertThat(settled.revocation()).contains(Revocation.DONE);
        assertThat(settled.version()).isEqualTo(3);
        assertThatThrownBy(() -> lifecycle.settled(settled, Revocation.FAILED))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void doesNotComeBackFromTheDead() {
        Connection ended = lifecycle.disconnected(active, true);

        assertThatThrownBy(() -> lifecycle.authorizedAgain(ended, proven("1", "repo")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lifecycle.disconnected(ended, true)).isInstanceOf(IllegalStateException.class);
    }

    private static ProvenAccount proven(String account, String scope) {
        return new ProvenAccount(
                new TenantId("acme"),
                new UserId("alice"),
                new ProviderId("github"),
                URI.create("https://github.com/login/oauth"),
                ConnectionKind.OAUTH,
                new Account(account, Optional.of("octocat"), Optional.empty()),
                Map.of(),
                Map.of(TokenSlot.MAIN, Set.of("repo")),
                Map.of(
                        TokenSlot.MAIN,
                        new Grant(
                                Secret.of("token"),
                                Optional.empty(),
                                "bearer",
                                Set.of(scope),
                                Optional.empty(),
                                Map.of())));
    }
}
