package org.integrationstack.common.identity;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.ProviderId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdentityTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");
    private static final ProviderId GITHUB = new ProviderId("github");
    private static final ProviderId SLACK = new ProviderId("slack");
    private static final ConnectionId CONNECTION = ConnectionId.random();

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n", "ü", "a\u0000"})
    void refusesTenantsAndSubjectsThatAreNotPlainText(String text) {
        assertThatThrownBy(() -> new TenantId(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UserId(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noTenantStandsForAll() {
        assertThatThrownBy(() -> new TenantId("*")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new TenantId("*acme").value()).isEqualTo("*acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-1-1-1-1", "not-an-id", " 6f0b8f6e-7f5c-4a3a-9d0e-0c1d2e3f4a5b", "../x"})
    void readsOnlyCanonicalConnectionIds(String text) {
        assertThat(ConnectionId.parse(text)).isEmpty();
    }

    @Test
    void readsAConnectionIdAsItIsWritten() {
        ConnectionId id = ConnectionId.random();

        assertThat(ConnectionId.parse(id.toString())).contains(id);
        assertThat(ConnectionId.parse(null)).isEmpty();
    }

    @Test
    void aUserSeesWhatIsTheirs() {
        Caller alice = new Caller(ACME, ALICE, Set.of(Role.USER), Set.of("openid"));

        assertThat(alice.seesWholeTenant()).isFalse();
        assertThat(alice.isUserOnly()).isTrue();
        assertThat(sees(alice, ALICE)).isTrue();
        assertThat(sees(alice, BOB)).isFalse();
    }

    @Test
    void anAdminSeesTheTenantAlsoWhenTheyAreAUser() {
        Caller carol = new Caller(ACME, new UserId("carol"), Set.of(Role.USER, Role.ADMIN), Set.of());

        assertThat(carol.seesWholeTenant()).isTrue();
        assertThat(carol.isUserOnly()).isFalse();
        assertThat(sees(carol, BOB)).isTrue();
    }

    @Test
    void aProgramSeesTheTenant() {
        Caller program = new Caller(ACME, new UserId("backend"), Set.of(), Set.of(Access.CONNECTIONS_READ));

        assertThat(sees(program, ALICE)).isTrue();
    }

    @Test
    void anOperatorSeesNoTenantsData() {
        UserId olga = new UserId("olga");
        Caller operator = new Caller(ACME, olga, Set.of(Role.OPERATOR), Set.of("openid"));

        assertThat(operator.seesWholeTenant()).isFalse();
        assertThat(operator.isUserOnly()).isFalse();
        assertThat(sees(operator, olga)).isFalse();
    }

    @Test
    void aPersonWithoutARoleIsNoProgram() {
        Caller visitor = new Caller(ACME, BOB, Set.of(), Set.of("openid", "profile"));

        assertThat(visitor.seesWholeTenant()).isFalse();
        assertThat(sees(visitor, ALICE)).isFalse();
    }

    @Test
    void whoIsNarrowedSeesWhatLiesWithin() {
        ConnectionId other = ConnectionId.random();

        assertThat(sees(narrowed(Set.of(GITHUB), Set.of()), ALICE)).isTrue();
        assertThat(sees(narrowed(Set.of(), Set.of(other, CONNECTION)), ALICE)).isTrue();
        assertThat(sees(narrowed(Set.of(GITHUB), Set.of(CONNECTION)), ALICE)).isTrue();
        assertThat(sees(narrowed(Set.of(SLACK), Set.of()), ALICE)).isFalse();
        assertThat(sees(narrowed(Set.of(), Set.of(other)), ALICE)).isFalse();
        assertThat(sees(narrowed(Set.of(SLACK), Set.of(CONNECTION)), ALICE)).isFalse();
        assertThat(sees(narrowed(Set.of(GITHUB), Set.of(other)), ALICE)).isFalse();
    }

    @Test
    void whoIsNarrowedToConnectionsMakesNoOther() {
        assertThat(new Narrowing(Set.of(GITHUB), Set.of()).admitsNew(GITHUB)).isTrue();
        assertThat(new Narrowing(Set.of(GITHUB), Set.of()).admitsNew(SLACK)).isFalse();
        assertThat(new Narrowing(Set.of(), Set.of(CONNECTION)).admitsNew(GITHUB))
                .isFalse();
        assertThat(Narrowing.NONE.admitsNew(SLACK)).isTrue();
    }

    private static Caller narrowed(Set<ProviderId> providers, Set<ConnectionId> connections) {
        return new Caller(
                ACME,
                new UserId("backend"),
                Set.of(),
                Set.of(Access.CONNECTIONS_READ),
                new Narrowing(providers, connections));
    }

    /** Whether the caller sees a connection of that owner to GitHub. */
    private static boolean sees(Caller caller, UserId owner) {
        return caller.sees(owner, GITHUB, CONNECTION);
    }

    @Test
    void rolesAreNamedAsInTokens() {
        assertThat(Role.named("operator")).contains(Role.OPERATOR);
        assertThat(Role.named("OPERATOR")).isEmpty();
        assertThat(Role.named("root")).isEmpty();
    }
}
