package org.integrationstack.connections.refresh;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.TokenAnswer;

/**
 * One renewal: claim, ask, and put the answer where it is safe before anything else is done with it. Asks once; whether
 * to ask again is decided by what the stored token then looks like. Never fails but for the database.
 */
final class Renewing {
    private static final Logger LOG = Logger.getLogger(Renewing.class);

    /** How much earlier than the lease a call ends: for the clock's grain, and a thread that is not run at once. */
    static final Duration MARGIN = Duration.ofSeconds(2);

    private static final Duration NOT_RENEWABLE_HERE = Duration.ofMinutes(1);
    private static final int FAILURES_BEFORE_TROUBLE = 3;

    private final Tokens tokens;
    private final Standing standing;
    private final Renewals renewals;
    private final Breakers breakers;
    private final TokenOpening opening;
    private final Keeping keeping;
    private final Insisting insisting;
    private final Pauses pauses;
    private final Waiting waiting;
    private final Clock clock;
    private final RefreshMetrics metrics;
    private final Duration lease;
    private final AtomicInteger underWay = new AtomicInteger();

    Renewing(
            Tokens tokens,
            Standing standing,
            Renewals renewals,
            Breakers breakers,
            TokenOpening opening,
            Keeping keeping,
            Insisting insisting,
            Pauses pauses,
            Waiting waiting,
            Clock clock,
            RefreshMetrics metrics,
            Duration lease) {
        this.tokens = tokens;
        this.standing = standing;
        this.renewals = renewals;
        this.breakers = breakers;
        this.opening = opening;
        this.keeping = keeping;
        this.insisting = insisting;
        this.pauses = pauses;
        this.waiting = waiting;
        this.clock = clock;
        this.metrics = metrics;
        this.lease = lease;
    }

    /**
     * Renews it, if nobody else is first.
     *
     * @param replay whether the refresh token may have been used up by a call that was never answered
     * @param refused whether the token was refused
     * @return empty: see what has become of it. Else it was left alone, and is worth another try after that time
     */
    Uni<Optional<Duration>> attempt(StoredToken token, boolean replay, boolean refused) {
        Duration begun = waiting.elapsed();
        return renewals.provider(token)
                .map(provider -> opening.open(token)
                        .map(grant -> new Attempt(
                                token,
                                renewals.of(token.kind()),
                                renewals.renewable(token, provider, grant),
                                replay,
                                refused,
                                begun))
                        .chain(this::attempt)
                        .onFailure(SealBrokenException.class)
                        .recoverWithItem(broken -> leaveAlone(token, broken.getMessage())))
                .orElseGet(() -> Uni.createFrom().item(leaveAlone(token, "its provider has no definition")));
    }

    private static Optional<Duration> leaveAlone(StoredToken token, String why) {
        LOG.errorf("the token of connection %s cannot be renewed: %s", token.ref(), why);
        return Optional.of(NOT_RENEWABLE_HERE);
    }

    private Uni<Optional<Duration>> attempt(Attempt attempt) {
        return breakers.refusal(attempt.endpoint())
                .map(until -> Uni.createFrom().item(Optional.of(Duration.between(clock.instant(), until))))
                .orElseGet(() -> claim(attempt).replaceWith(Optional.empty()));
    }

    private Uni<Void> claim(Attempt attempt) {
        return tokens.claim(attempt.token().fence(), lease)
                .chain(claimed -> claimed ? ask(attempt) : Uni.createFrom().voidItem());
    }

    /** A call that could end after the lease is not begun: another replica might be asking by then. */
    private Uni<Void> ask(Attempt attempt) {
        Duration left = lease.minus(MARGIN).minus(waiting.elapsed().minus(attempt.begun()));
        if (left.isNegative() || left.isZero()) {
            return tooLate(attempt);
        }
        underWay.incrementAndGet();
        return attempt.renewal()
                .renew(attempt.renewable())
                .ifNoItem()
                .after(left)
                .recoverWithItem(() -> new TokenAnswer.Unknown(TokenAnswer.Cause.LOST, "no_answer_within_lease"))
                .onFailure()
                .recoverWithItem(failure -> new TokenAnswer.Unknown(
                        TokenAnswer.Cause.LOST, failure.getClass().getSimpleName()))
                .chain(answer -> settle(attempt, answer))
                .onTermination()
                .invoke(underWay::decrementAndGet);
    }

    /** Nothing was sent: neither the endpoint nor the connection has failed. */
    private Uni<Void> tooLate(Attempt attempt) {
        Duration pause = pauses.after(1, Duration.ZERO);
        LOG.warnf(
                "connection %s was claimed too late to renew its token; again in a moment",
                attempt.token().ref());
        int failures = attempt.token().state().failures();
        return release(attempt, new Tokens.Release(attempt.replay(), failures, pause, Optional.empty()));
    }

    /** How many calls are without an answer, or have one that is not stored yet. */
    int underWay() {
        return underWay.get();
    }

    private Uni<Void> settle(Attempt attempt, TokenAnswer answer) {
        metrics.answered(attempt.token().provider(), answer, waiting.elapsed().minus(attempt.begun()));
        if (answer instanceof TokenAnswer.Granted granted) {
            breakers.answered(attempt.endpoint());
            return keeping.keep(attempt, granted.grant());
        }
        if (answer instanceof TokenAnswer.Refused refused) {
            return refused(attempt, refused);
        }
        breakers.failed(attempt.endpoint());
        return answer instanceof TokenAnswer.Unavailable unavailable
                ? failed(attempt, unavailable.reason(), unavailable.retryAfter())
                : unknown(attempt, ((TokenAnswer.Unknown) answer).reason());
    }

    private Uni<Void> refused(Attempt attempt, TokenAnswer.Refused refused) {
        if (refused.kind() == TokenAnswer.Kind.CLIENT) {
            return blame(attempt, refused.code());
        }
        breakers.answered(attempt.endpoint());
        return refused.kind() == TokenAnswer.Kind.REVOKED
                ? lost(attempt, refused.code())
                : failed(attempt, refused.code(), Duration.ZERO);
    }

    /** Where another replica was faster, the refusal says nothing about the token that is stored now. */
    private Uni<Void> lost(Attempt attempt, String code) {
        Trouble trouble = attempt.replay() ? Trouble.OUTCOME_UNKNOWN : Trouble.GRANT_REVOKED;
        return insisting
                .on(() -> standing.lost(attempt.held(), trouble))
                .invoke(lost -> {
                    if (lost) {
                        LOG.warnf(
                                "%s no longer honours the grant of connection %s (%s)%s",
                                attempt.token().provider(),
                                attempt.token().ref(),
                                code,
                                attempt.replay() ? ", asked again after an answer was lost" : "");
                    }
                })
                .replaceWithVoid();
    }

    /** What is wrong with our registration is no fault of the connection: its failures are not counted. */
    private Uni<Void> blame(Attempt attempt, String code) {
        Duration pause = Duration.between(clock.instant(), breakers.open(attempt.endpoint()));
        LOG.errorf(
                "%s refuses this installation's client registration (%s): no token there can be renewed until it is put"
                        + " right; trying on",
                attempt.token().provider(), code);
        return release(
                attempt,
                new Tokens.Release(attempt.replay(), attempt.token().state().failures(), pause, Optional.empty()));
    }

    /** It was not carried out; an earlier call that had no answer is in doubt as before. */
    private Uni<Void> failed(Attempt attempt, String reason, Duration retryAfter) {
        int failures = attempt.token().state().failures() + 1;
        Duration pause = pauses.after(failures, retryAfter);
        LOG.warnf(
                "cannot renew the token of connection %s at %s (%s, attempt %d); again in %d s",
                attempt.token().ref(), attempt.token().provider(), reason, failures, pause.toSeconds());
        return release(attempt, new Tokens.Release(attempt.replay(), failures, pause, Optional.empty()))
                .chain(() -> troubleAfter(attempt, failures));
    }

    private Uni<Void> unknown(Attempt attempt, String reason) {
        TokenState state = attempt.token().state();
        int failures = state.failures() + 1;
        boolean waits = renewals.waits(attempt.token());
        boolean atOnce = !waits && !attempt.replay();
        Duration pause = atOnce ? Duration.ZERO : pauses.after(failures, Duration.ZERO);
        LOG.warnf(
                "the answer to the renewal of connection %s at %s is lost (%s, attempt %d); asking again %s",
                attempt.token().ref(),
                attempt.token().provider(),
                reason,
                failures,
                waits ? "when the token has ended" : "in " + pause.toSeconds() + " s");
        Optional<Instant> due = waits ? state.expiresAt().or(state::expectedEnd) : Optional.empty();
        return release(attempt, new Tokens.Release(true, failures, pause, due))
                .chain(() -> troubleAfter(attempt, failures));
    }

    private Uni<Void> release(Attempt attempt, Tokens.Release release) {
        return insisting.on(() -> tokens.release(attempt.held(), release)).replaceWithVoid();
    }

    private Uni<Void> troubleAfter(Attempt attempt, int failures) {
        StoredToken token = attempt.token();
        boolean serious = failures >= FAILURES_BEFORE_TROUBLE
                || attempt.refused()
                || token.state().ended();
        return serious && token.trouble().isEmpty()
                ? standing.failing(token.ref())
                : Uni.createFrom().voidItem();
    }
}
