package org.integrationstack.connections.refresh;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.connections.refresh.TokenStates.NOW;

class PlanningTest {
    private final Planning planning = new Planning(
            new Pauses(Duration.ofSeconds(2), Duration.ofMinutes(5), new Random(1)), Clock.fixed(NOW, ZoneOffset.UTC));
    private final ProviderDefinition provider = TestDefinitions.oauth();

    @Test
    void renewsAheadOfTheEnd() {
        Tokens.Plan plan = known(provider, Optional.of(NOW.plusSeconds(1_000)));

        assertThat(plan.due().orElseThrow()).isBetween(NOW.plusSeconds(600), NOW.plusSeconds(850));
    }

    @Test
    void renewsATokenOfWhichNothingIsKnownOnlyWhenItIsRefused() {
        assertThat(known(provider, Optional.empty())).isEqualTo(Tokens.Plan.NONE);
    }

    @Test
    void goesByTheDefinitionsGuess() {
        Tokens.Plan plan = known(TestDefinitions.assuming("2h"), Optional.empty());

        assertThat(plan.expectedEnd()).contains(NOW.plus(Duration.ofHours(2)));
        assertThat(plan.expiresAt()).isEmpty();
        assertThat(plan.due().orElseThrow()).isBetween(NOW.plusSeconds(4_320), NOW.plusSeconds(6_120));
    }

    @Test
    void leavesItOpenWhereTheProviderCanBeAsked() {
        ProviderDefinition asked = TestDefinitions.introspecting();

        assertThat(planning.known(
                        asked, ConnectionKind.OAUTH, TokenStates.good().state(), Optional.empty(), false))
                .isEmpty();
        assertThat(planning.known(
                        asked,
                        ConnectionKind.OAUTH,
                        TokenStates.good().state(),
                        Optional.of(NOW.plusSeconds(60)),
                        false))
                .isPresent();
    }

    @Test
    void learnsHowLongTokensLiveFromOneThatIsRefused() {
        TokenState refused = TokenStates.good().withoutExpiry().state();

        assertThat(planning.learnedLife(refused, true)).contains(Duration.ofMinutes(30));
        assertThat(planning.known(TestDefinitions.assuming("2h"), ConnectionKind.OAUTH, refused, Optional.empty(), true)
                        .orElseThrow()
                        .expectedEnd())
                .contains(NOW.plus(Duration.ofMinutes(30)));
    }

    @Test
    void learnsNothingFromATokenThatWasRefusedAtOnceOrHadAKnownEnd() {
        TokenStates young = TokenStates.good().withoutExpiry().issuedAt(NOW.minusSeconds(59));

        assertThat(planning.learnedLife(young.state(), true)).isEmpty();
        assertThat(planning.learnedLife(TokenStates.good().state(), true)).isEmpty();
    }

    @Test
    void trustsTokensALittleLongerEachTimeOneWasRenewedInTime() {
        TokenStates token = TokenStates.good().withoutExpiry();

        assertThat(planning.learnedLife(
                        token.learnedLife(Duration.ofMinutes(50)).state(), false))
                .contains(Duration.ofMinutes(55));
        assertThat(planning.learnedLife(token.learnedLife(Duration.ofDays(29)).state(), false))
                .contains(Duration.ofDays(30));
        assertThat(planning.learnedLife(token.state(), false)).isEmpty();
    }

    @Test
    void plansAStoredTokenByWhatWasFoundOut() {
        Instant end = NOW.plusSeconds(1_800);
        Tokens.Plan plan = planning.of(
                provider,
                ConnectionKind.OAUTH,
                TokenStates.good().withoutExpiry().state(),
                Optional.of(end));

        assertThat(plan.expiresAt()).contains(end);
        assertThat(plan.due().orElseThrow()).isBetween(NOW.plusSeconds(360), NOW.plusSeconds(1_260));
    }

    @Test
    void looksAtWhatCannotBeRenewedWhenItEnds() {
        TokenStates token = TokenStates.good().withoutRenewal();

        assertThat(planning.of(provider, ConnectionKind.OAUTH, token.state(), Optional.empty())
                        .due())
                .isEqualTo(token.state().expiresAt());
        assertThat(planning.of(
                                provider,
                                ConnectionKind.OAUTH,
                                token.withoutExpiry().state(),
                                Optional.empty())
                        .due())
                .isEmpty();
    }

    private Tokens.Plan known(ProviderDefinition definition, Optional<Instant> end) {
        return planning.known(
                        definition, ConnectionKind.OAUTH, TokenStates.good().state(), end, false)
                .orElseThrow();
    }
}
