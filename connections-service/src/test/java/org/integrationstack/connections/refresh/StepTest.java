package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.integrationstack.common.provider.OAuth.UnknownOutcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.connections.refresh.TokenStates.NOW;

class StepTest {
    private static final Duration FRESH = Duration.ofMinutes(5);

    @Test
    void servesATokenThatIsGood() {
        assertThat(next(TokenStates.good(), Demand.use())).isEqualTo(new Step.Serve());
    }

    @Test
    void renewsATokenThatHasEnded() {
        assertThat(next(TokenStates.good().endingAt(NOW), Demand.use())).isEqualTo(new Step.Renew(false));
    }

    @Test
    void renewsATokenThatEndsBeforeItCanBeUsed() {
        TokenStates token = TokenStates.good().endingAt(NOW.plusSeconds(5));

        assertThat(next(token, Demand.use())).isEqualTo(new Step.Renew(false));
        assertThat(next(token.leasedUntil(NOW.plusSeconds(1)), Demand.use())).isEqualTo(new Step.Serve());
    }

    @Test
    void renewsWhatIsDueOrAskedForThoughItIsGood() {
        assertThat(next(TokenStates.good(), Demand.due().about(1))).isEqualTo(new Step.Renew(false));
        assertThat(next(TokenStates.good(), Demand.asked().about(1))).isEqualTo(new Step.Renew(false));
    }

    @Test
    void isContentWithATokenNewerThanTheOneThatWasMeant() {
        TokenStates token = TokenStates.good().version(2);

        assertThat(next(token, Demand.due().about(1))).isEqualTo(new Step.Serve());
        assertThat(next(token, Demand.refused(1))).isEqualTo(new Step.Serve());
        assertThat(next(token, Demand.refused(3))).isEqualTo(new Step.Serve());
    }

    @Test
    void renewsATokenThatWasRefusedWhateverItsExpiry() {
        assertThat(next(TokenStates.good(), Demand.refused(1))).isEqualTo(new Step.Renew(false));
        assertThat(next(TokenStates.good().withoutExpiry(), Demand.refused(1))).isEqualTo(new Step.Renew(false));
    }

    @Test
    void checksAFreshTokenThatIsRefusedAsTheOneBeforeItWas() {
        TokenStates token = TokenStates.good().afterRefusal();

        assertThat(next(token.issuedAt(NOW.minusSeconds(299)), Demand.refused(1)))
                .isEqualTo(new Step.Check());
        assertThat(next(token.issuedAt(NOW.minusSeconds(301)), Demand.refused(1)))
                .isEqualTo(new Step.Renew(false));
    }

    @Test
    void checksOnceAndThenServesWhatTheProviderHonours() {
        TokenStates token = TokenStates.good().afterRefusal().issuedAt(NOW.minusSeconds(20));

        assertThat(next(token.checkedAt(NOW.minusSeconds(10)), Demand.refused(1)))
                .isEqualTo(new Step.Serve());
    }

    @Test
    void awaitsAnotherReplicaOnlyWhereThereIsNothingToServe() {
        TokenStates leased = TokenStates.good().leasedUntil(NOW.plusSeconds(1)).askedAt(NOW);

        assertThat(next(leased, Demand.use())).isEqualTo(new Step.Serve());
        assertThat(next(leased, Demand.due().about(1))).isEqualTo(new Step.Serve());
        assertThat(next(leased, Demand.asked().about(1))).isEqualTo(new Step.Await());
        assertThat(next(leased, Demand.refused(1))).isEqualTo(new Step.Await());
        assertThat(next(leased.endingAt(NOW), Demand.use())).isEqualTo(new Step.Await());
    }

    @ParameterizedTest
    @EnumSource(UnknownOutcome.class)
    void replaysWhenTheTokenHasEnded(UnknownOutcome rule) {
        TokenStates lost = TokenStates.good().askedAt(NOW.minusSeconds(60));

        assertThat(next(lost.endingAt(NOW), Demand.use(), rule)).isEqualTo(new Step.Renew(true));
        assertThat(next(lost.endingAt(NOW), Demand.refused(1), rule)).isEqualTo(new Step.Renew(true));
    }

    @Test
    void checksARefusedTokenBeforeAReplayThatMightEndIt() {
        TokenStates lost = TokenStates.good().askedAt(NOW.minusSeconds(60));

        assertThat(next(lost, Demand.refused(1), UnknownOutcome.WAIT)).isEqualTo(new Step.Check());
        assertThat(next(lost.checkedAt(NOW), Demand.refused(1), UnknownOutcome.WAIT))
                .isEqualTo(new Step.Serve());
        assertThat(next(lost, Demand.refused(1), UnknownOutcome.REPLAY)).isEqualTo(new Step.Renew(true));
    }

    @ParameterizedTest
    @EnumSource(UnknownOutcome.class)
    void takesALeaseThatRanOutForACallWhoseOutcomeIsUnknown(UnknownOutcome rule) {
        TokenStates crashed = TokenStates.good().askedAt(NOW.minusSeconds(20)).leasedUntil(NOW);

        assertThat(next(crashed.endingAt(NOW), Demand.use(), rule)).isEqualTo(new Step.Renew(true));
        assertThat(next(crashed, Demand.due().about(1), rule))
                .isEqualTo(rule == UnknownOutcome.WAIT ? new Step.Serve() : new Step.Renew(true));
    }

    @Test
    void waitsWithAReplayUntilATokenOfUnknownLifeHasProbablyEnded() {
        TokenStates lost = TokenStates.good().withoutExpiry().askedAt(NOW.minusSeconds(60));
        Demand due = Demand.due().about(1);

        assertThat(next(lost, due, UnknownOutcome.WAIT)).isEqualTo(new Step.Serve());
        assertThat(next(lost.expectedEnd(NOW), due, UnknownOutcome.WAIT)).isEqualTo(new Step.Renew(true));
        assertThat(next(lost.expectedEnd(NOW), Demand.use(), UnknownOutcome.WAIT))
                .isEqualTo(new Step.Serve());
    }

    @Test
    void restsAfterAFailure() {
        Instant later = NOW.plusSeconds(7);
        TokenStates resting = TokenStates.good().retryAt(later);

        assertThat(next(resting, Demand.use())).isEqualTo(new Step.Serve());
        assertThat(next(resting, Demand.due().about(1))).isEqualTo(new Step.Serve());
        assertThat(next(resting, Demand.asked().about(1))).isEqualTo(new Step.Retry(later));
        assertThat(next(resting, Demand.refused(1))).isEqualTo(new Step.Retry(later));
        assertThat(next(resting.endingAt(NOW), Demand.use())).isEqualTo(new Step.Retry(later));
        assertThat(next(resting.endingAt(NOW).retryAt(NOW), Demand.use())).isEqualTo(new Step.Renew(false));
    }

    @Test
    void checksOrExpiresWhatCannotBeRenewed() {
        TokenStates token = TokenStates.good().withoutRenewal();

        assertThat(next(token, Demand.use())).isEqualTo(new Step.Serve());
        assertThat(next(token, Demand.due().about(1))).isEqualTo(new Step.Serve());
        assertThat(next(token, Demand.asked().about(1))).isEqualTo(new Step.Serve());
        assertThat(next(token, Demand.refused(1))).isEqualTo(new Step.Check());
        assertThat(next(token.checkedAt(NOW), Demand.refused(1))).isEqualTo(new Step.Serve());
        assertThat(next(token.endingAt(NOW), Demand.use())).isEqualTo(new Step.Expire());
        assertThat(next(token.endingAt(NOW), Demand.refused(1))).isEqualTo(new Step.Expire());
    }

    private static Step next(TokenStates token, Demand demand) {
        return next(token, demand, UnknownOutcome.WAIT);
    }

    private static Step next(TokenStates token, Demand demand, UnknownOutcome rule) {
        return Step.next(token.state(), demand, rule, FRESH);
    }
}
