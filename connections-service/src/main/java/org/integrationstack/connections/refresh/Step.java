package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;

import org.integrationstack.common.provider.OAuth.UnknownOutcome;

/**
 * What to do next about a token. Decided by {@link #next} alone, a plain function of what was read:
 *
 * <pre>
 *  the first row that applies           | valid            | ended, or refused
 *  -------------------------------------+------------------+---------------------------------------
 *  nobody needs a new one               | Serve            | -
 *  nothing to renew it with             | Serve            | Expire; where only refused: as below
 *  another replica renews it            | Serve (a)        | Await
 *  refused, as was the one before it    | -                | Check, or Serve where that was just done
 *  refused, outcome unknown, wait       | -                | the same: a replay might end it
 *  outcome unknown, definition: wait    | Serve            | Renew, replaying (b)
 *  failed, and not to be tried yet      | Serve (c)        | Retry
 *  otherwise                            | Renew (b)        | Renew (b)
 * </pre>
 *
 * (a) a person who asked for a new one awaits it; (b) replaying where an earlier call has had no answer; (c) a person who
 * asked is told when.
 *
 * <p>A token whose end nobody knows is valid until it is refused; the end expected of it lets a call that was never
 * answered be replayed, and nothing else.
 */
sealed interface Step {

    /** Hand out the current token. */
    record Serve() implements Step {}

    /**
     * Claim it, and ask the provider for a new one.
     *
     * @param replay whether the same refresh token may have been used before
     */
    record Renew(boolean replay) implements Step {}

    /** Look again in a moment. */
    record Await() implements Step {}

    /** Come back later: it has ended, and the provider must not be asked yet. */
    record Retry(Instant at) implements Step {}

    /** Ask the provider whether it honours the token at all. */
    record Check() implements Step {}

    /** It has ended, and only its owner can renew it. */
    record Expire() implements Step {}

    /**
     * @param unknownOutcome what the definition says about calls that were never answered
     * @param freshFor how long a token counts as fresh
     */
    static Step next(TokenState token, Demand demand, UnknownOutcome unknownOutcome, Duration freshFor) {
        boolean refused = demand.refuses(token.version());
        boolean ended = refused || token.ended();
        boolean wanted = demand.replaces(token.version()) || token.endsSoon();
        if (!ended && !wanted) {
            return new Serve();
        }
        if (!token.renewable()) {
            return withoutRenewal(token, refused, ended);
        }
        if (token.leased()) {
            return ended || demand.reason() == Demand.Reason.ASKED ? new Await() : new Serve();
        }
        boolean precious = token.outcomeUnknown() && unknownOutcome == UnknownOutcome.WAIT;
        boolean fresh = token.afterRefusal() && token.youngerThan(freshFor);
        if (refused && !token.ended() && (precious || fresh)) {
            return token.checkedRecently() ? new Serve() : new Check();
        }
        if (precious && !ended && !token.probablyEnded()) {
            return new Serve();
        }
        if (token.resting()) {
            return ended || demand.reason() == Demand.Reason.ASKED
                    ? new Retry(token.retryAt().orElseThrow())
                    : new Serve();
        }
        return new Renew(token.outcomeUnknown());
    }

    private static Step withoutRenewal(TokenState token, boolean refused, boolean ended) {
        if (refused && !token.ended()) {
            return token.checkedRecently() ? new Serve() : new Check();
        }
        return ended ? new Expire() : new Serve();
    }
}
