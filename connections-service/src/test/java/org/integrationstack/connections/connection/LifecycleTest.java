package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private static final TokenSlot USER = new TokenSlot("user");

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
    void endsWithNothingToGiveBackWhereTheProviderHasEndedIt() {
        assertThat(lifecycle.endedAtProvider(active).revocation()).contains(Revocation.DONE);
        assertThatThrownBy(() -> lifecycle.endedAtProvider(lifecycle.endedAtProvider(active)))
                .isInstanceOf(IllegalTransitionException.class);
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

    /** The table of the javadoc, once more and by hand: what leads from where, and where to. */
    @ParameterizedTest
    @CsvSource({
        "CHECKED, PENDING",
        "REFUSED, PENDING",
        "AUTHORIZED_AGAIN, ACTIVE DEGRADED NEEDS_REAUTHORIZATION PAUSED",
        "DEGRADED, ACTIVE DEGRADED PAUSED",
        "RECOVERED, DEGRADED NEEDS_REAUTHORIZATION",
        "NEEDS_REAUTHORIZATION, ACTIVE DEGRADED PAUSED",
        "SLOT_TROUBLED, ACTIVE DEGRADED NEEDS_REAUTHORIZATION PAUSED",
        "SLOT_RECOVERED, NOWHERE",
        "GRANTED, ACTIVE DEGRADED NEEDS_REAUTHORIZATION PAUSED",
        "PAUSED, ACTIVE DEGRADED NEEDS_REAUTHORIZATION",
        "RESUMED, PAUSED",
        "EDITED, PENDING ACTIVE DEGRADED NEEDS_REAUTHORIZATION PAUSED",
        "DISCONNECTED, PENDING ACTIVE DEGRADED NEEDS_REAUTHORIZATION PAUSED",
        "SETTLED, DISCONNECTED"
    })
    void leadsFromTheseStatesOnly(Lifecycle.Transition transition, String from) {
        Set<String> expected = Set.of(from.split(" ", -1));
        examples().forEach((status, example) -> {
            boolean leads = expected.contains(status);
            assertThat(transition.leadsFrom(example))
                    .as(transition + " from " + status)
                    .isEqualTo(leads);
            if (!leads) {
                assertThatThrownBy(() -> happen(transition, example)).isInstanceOf(IllegalTransitionException.class);
            }
        });
    }

    @Test
    void livesOnBeneathAPause() {
        Connection paused = lifecycle.paused(active);

        Connection worse = lifecycle.needsReauthorization(paused, Trouble.GRANT_REVOKED);

        assertThat(worse.status()).isEqualTo(ConnectionStatus.PAUSED);
        assertThat(worse.health()).isEqualTo(ConnectionStatus.NEEDS_REAUTHORIZATION);
        assertThat(lifecycle.resumed(worse).status()).isEqualTo(ConnectionStatus.NEEDS_REAUTHORIZATION);
        assertThat(lifecycle.resumed(worse).trouble()).contains(Trouble.GRANT_REVOKED);
        Connection renewed = lifecycle.authorizedAgain(worse, proven("1", "repo"));
        assertThat(renewed.status()).isEqualTo(ConnectionStatus.PAUSED);
        assertThat(lifecycle.resumed(renewed).status()).isEqualTo(ConnectionStatus.ACTIVE);
    }

    @Test
    void worksWithoutAFurtherToken() {
        Connection without = lifecycle.slotTroubled(active, USER, Trouble.GRANT_REVOKED);

        assertThat(without.status()).isEqualTo(ConnectionStatus.DEGRADED);
        assertThat(without.trouble()).isEmpty();
        assertThat(without.slotTroubles()).isEqualTo(Map.of("user", Trouble.GRANT_REVOKED));
        assertThat(lifecycle.slotRecovered(without, USER).status()).isEqualTo(ConnectionStatus.ACTIVE);
        Connection renewed = lifecycle.authorizedAgain(without, proven("1", "repo"));
        assertThat(renewed.status()).isEqualTo(ConnectionStatus.DEGRADED);
        assertThat(lifecycle.authorizedAgain(renewed, withUser()).status()).isEqualTo(ConnectionStatus.ACTIVE);
    }

    @Test
    void mixesTheTroublesOfItsTokensUpInNoOrder() {
        Connection both = lifecycle.slotTroubled(
                lifecycle.degraded(active, Trouble.REFRESH_FAILING), USER, Trouble.GRANT_REVOKED);

        assertThat(lifecycle.slotRecovered(both, USER).status()).isEqualTo(ConnectionStatus.DEGRADED);
        assertThat(lifecycle.recovered(both).status()).isEqualTo(ConnectionStatus.DEGRADED);
        assertThat(lifecycle.recovered(both).trouble()).isEmpty();
        assertThat(lifecycle.slotRecovered(lifecycle.recovered(both), USER).status())
                .isEqualTo(ConnectionStatus.ACTIVE);
        Connection gone = lifecycle.needsReauthorization(both, Trouble.GRANT_REVOKED);
        assertThat(lifecycle.slotRecovered(gone, USER).status()).isEqualTo(ConnectionStatus.NEEDS_REAUTHORIZATION);
    }

    @Test
    void knowsWhatARenewalGranted() {
        Connection narrowed = lifecycle.granted(active, TokenSlot.MAIN, Set.of());

        assertThat(narrowed.scopes()).isEqualTo(new GrantedScopes(Set.of("repo"), Set.of()));
        assertThat(narrowed.status()).isEqualTo(ConnectionStatus.ACTIVE);
    }

    @Test
    void knowsTheAccountOfACredentialOnceItIsChecked() {
        Connection pending = lifecycle.pending(ConnectionId.random(), credential());
        Connection refused = lifecycle.refused(pending, Trouble.CREDENTIAL_REFUSED);
        Account account = new Account("7", Optional.empty(), Optional.empty());

        Connection checked = lifecycle.checked(refused, account, new GrantedScopes(Set.of(), Set.of()));

        assertThat(refused.status()).isEqualTo(ConnectionStatus.PENDING);
        assertThat(refused.provenAccount()).isEmpty();
        assertThat(checked.status()).isEqualTo(ConnectionStatus.ACTIVE);
        assertThat(checked.provenAccount()).contains(account);
        assertThat(checked.trouble()).isEmpty();
    }

    /** Whatever happens in whatever order: versions rise by one, and what is frozen stays. */
    @Test
    void keepsItsPromisesOnRandomWalks() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int walk = 0; walk < 300; walk++) {
            Connection connection =
                    random.nextBoolean() ? active : lifecycle.pending(ConnectionId.random(), credential());
            for (int step = 0; step < 30; step++) {
                Connection before = connection;
                List<Lifecycle.Transition> open = Stream.of(Lifecycle.Transition.values())
                        .filter(transition -> transition.leadsFrom(before))
                        .toList();
                if (open.isEmpty()) {
                    assertThat(before.status()).as("seed %d", seed).isEqualTo(ConnectionStatus.DISCONNECTED);
                    break;
                }
                connection = happen(open.get(random.nextInt(open.size())), before);
                assertThat(connection.version()).as("seed %d", seed).isEqualTo(before.version() + 1);
                assertThat(connection.inputs()).as("seed %d", seed).isEqualTo(before.inputs());
                assertThat(connection.kind()).as("seed %d", seed).isEqualTo(before.kind());
                boolean troubled = connection.trouble().isPresent()
                        || !connection.slotTroubles().isEmpty();
                assertThat(troubled && connection.health() == ConnectionStatus.ACTIVE)
                        .as("seed %d", seed)
                        .isFalse();
                assertThat(!troubled && connection.health() == ConnectionStatus.DEGRADED)
                        .as("seed %d", seed)
                        .isFalse();
            }
        }
    }

    private Map<String, Connection> examples() {
        return Map.of(
                "PENDING", lifecycle.pending(ConnectionId.random(), credential()),
                "ACTIVE", active,
                "DEGRADED", lifecycle.degraded(active, Trouble.REFRESH_FAILING),
                "NEEDS_REAUTHORIZATION", lifecycle.needsReauthorization(active, Trouble.GRANT_REVOKED),
                "PAUSED", lifecycle.paused(active),
                "DISCONNECTED", lifecycle.disconnected(active, true));
    }

    private Connection happen(Lifecycle.Transition transition, Connection connection) {
        return switch (transition) {
            case CHECKED -> lifecycle.checked(connection, active.account(), active.scopes());
            case REFUSED -> lifecycle.refused(connection, Trouble.CREDENTIAL_REFUSED);
            case AUTHORIZED_AGAIN -> lifecycle.authorizedAgain(connection, proven("1", "repo"));
            case DEGRADED -> lifecycle.degraded(connection, Trouble.REFRESH_FAILING);
            case RECOVERED -> lifecycle.recovered(connection);
            case NEEDS_REAUTHORIZATION -> lifecycle.needsReauthorization(connection, Trouble.GRANT_REVOKED);
            case SLOT_TROUBLED -> lifecycle.slotTroubled(connection, USER, Trouble.GRANT_REVOKED);
            case SLOT_RECOVERED -> lifecycle.slotRecovered(connection, USER);
            case GRANTED -> lifecycle.granted(connection, TokenSlot.MAIN, Set.of("less"));
            case PAUSED -> lifecycle.paused(connection);
            case RESUMED -> lifecycle.resumed(connection);
            case EDITED -> lifecycle.edited(connection, Map.of("team", "blue"), Map.of());
            case DISCONNECTED -> lifecycle.disconnected(connection, true);
            case SETTLED -> lifecycle.settled(connection, Revocation.DONE);
        };
    }

    private static NewCredential credential() {
        return new NewCredential(
                new TenantId("acme"),
                new UserId("alice"),
                new ProviderId("stripe"),
                URI.create("https://connect.stripe.example"),
                ConnectionKind.API_KEY,
                Map.of("region", "eu"),
                Map.of(),
                Map.of());
    }

    private static ProvenAccount withUser() {
        ProvenAccount proven = proven("1", "repo");
        return new ProvenAccount(
                proven.tenant(),
                proven.owner(),
                proven.provider(),
                proven.issuer(),
                proven.kind(),
                proven.account(),
                proven.inputs(),
                proven.requestedScopes(),
                Map.of(TokenSlot.MAIN, proven.grant(), USER, proven.grant()));
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
