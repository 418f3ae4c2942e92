package org.integrationstack.common.identity;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IdentityTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\n", "ü", "a\u0000"})
    void refusesTenantsAndSubjectsThatAreNotPlainText(String text) {
        assertThatThrownBy(() -> new TenantId(text)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UserId(text)).isInstanceOf(IllegalArgumentException.class);
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
        assertThat(alice.sees(ALICE)).isTrue();
        assertThat(alice.sees(BOB)).isFalse();
    }

    @Test
    void anAdminSeesTheTenantAlsoWhenTheyAreAUser() {
        Caller carol = new Caller(ACME, new UserId("carol"), Set.of(Role.USER, Role.ADMIN), Set.of());

        assertThat(carol.seesWholeTenant()).isTrue();
        assertThat(carol.isUserOnly()).isFalse();
        assertThat(carol.sees(BOB)).isTrue();
    }

    @Test
    void aProgramSeesTheTenant() {
        Caller program = new Caller(ACME, new UserId("backend"), Set.of(), Set.of(Access.CONNECTIONS_READ));

        assertThat(program.sees(ALICE)).isTrue();
    }

    @Test
    void anOperatorSeesNoTenantsData() {
        UserId olga = new UserId("olga");
        Caller operator = new Caller(ACME, olga, Set.of(Role.OPERATOR), Set.of("openid"));

        assertThat(operator.seesWholeTenant()).isFalse();
        assertThat(operator.isUserOnly()).isFalse();
        assertThat(operator.sees(olga)).isFalse();
    }

    @Test
    void aPersonWithoutARoleIsNoProgram() {
        Caller visitor = new Caller(ACME, BOB, Set.of(), Set.of("openid", "profile"));

        assertThat(visitor.seesWholeTenant()).isFalse();
        assertThat(visitor.sees(ALICE)).isFalse();
    }

    @Test
    void rolesAreNamedAsInTokens() {
        assertThat(Role.named("operator")).contains(Role.OPERATOR);
        assertThat(Role.named("OPERATOR")).isEmpty();
        assertThat(Role.named("root")).isEmpty();
    }
}
