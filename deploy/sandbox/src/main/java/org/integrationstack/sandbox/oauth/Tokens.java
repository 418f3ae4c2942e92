package org.integrationstack.sandbox.oauth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import org.integrationstack.sandbox.frame.Ending;

/**
 * A provider's tokens, each for itself: which refresh replaces what, and what a revocation takes
 * along, is the provider's to say with {@link #end}. Of those ended, the last {@value #REMEMBERED}
 * are remembered, so that a replay shows. Confined to the event loop.
 */
public final class Tokens<P extends Account> {
    private static final int REMEMBERED = 10_000;
    private static final int FIRST_SWEEP = 10_000;

    /** What a token is for. */
    public enum Use {
        /** Calling the API. */
        ACCESS,
        /** Getting another access token. */
        REFRESH
    }

    /**
     * A token.
     *
     * @param consent at its root, also after refreshes
     * @param until when it expires; empty: never
     */
    public record Token<P extends Account>(
            String value, Use use, Consent<P> consent, Set<String> scopes, Instant issuedAt, Optional<Instant> until) {

        public Token {
            scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        }

        /** Whose it is. */
        public P person() {
            return consent.person();
        }

        /** Whether both came of one consent. */
        public boolean kinOf(Token<P> other) {
            return consent.code().equals(other.consent.code());
        }
    }

    private final Clock clock;
    private final Map<String, Token<P>> live = new LinkedHashMap<>();
    private int nextSweep = FIRST_SWEEP;
    private final Map<String, Token<P>> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Token<P>> eldest) {
            return size() > REMEMBERED;
        }
    };

    public Tokens(Clock clock) {
        this.clock = clock;
    }

    /**
     * A new token.
     *
     * @param value in the provider's form; one that is live already is replaced
     * @param life from now on; empty: for ever
     */
    public Token<P> issue(Use use, String value, Consent<P> consent, Set<String> scopes, Optional<Duration> life) {
        Token<P> token = new Token<>(value, use, consent, scopes, clock.instant(), life.map(clock.instant()::plus));
        live.put(value, token);
        if (live.size() >= nextSweep) {
            sweep();
        }
        return token;
    }

    /** The token of that value and use, unless it is unknown, ended or expired. */
    public Optional<Token<P>> live(Use use, String value) {
        return Optional.ofNullable(live.get(value)).filter(token -> token.use == use && !expired(token));
    }

    /** All that are neither ended nor expired and fit, oldest first. */
    public List<Token<P>> live(Predicate<Token<P>> which) {
        return live.values().stream()
                .filter(token -> !expired(token))
                .filter(which)
                .toList();
    }

    /** The token of that value, if it was ended; not if it merely expired. */
    public Optional<Token<P>> ended(String value) {
        return Optional.ofNullable(ended.get(value));
    }

    /** Whether a token of that value was issued and is no longer good, ended or expired. */
    public boolean over(String value) {
        return ended.containsKey(value)
                || Optional.ofNullable(live.get(value)).filter(this::expired).isPresent();
    }

    /** Ends a token. */
    public void end(Token<P> token) {
        if (live.remove(token.value) != null) {
            ended.put(token.value, token);
        }
    }

    /** Ends every token that fits; how many of them had not expired by themselves. */
    public int end(Predicate<Token<P>> which) {
        int unexpired = live(which).size();
        List.copyOf(live.values()).stream().filter(which).forEach(this::end);
        return unexpired;
    }

    /** Ends the tokens that the admin API asks for; how many. */
    public int end(Ending ending) {
        return end(token -> ending.concerns(token.person().login())
                && (ending.what() == Ending.What.ALL || ending.what().name().equals(token.use.name())));
    }

    /** Whole seconds until {@code token} expires; empty if it never does. */
    public Optional<Long> secondsLeft(Token<P> token) {
        return token.until.map(until -> Duration.between(clock.instant(), until).toSeconds());
    }

    /** Forgets the expired ones, now and then, so that hours of refreshing need no more memory. */
    private void sweep() {
        live.values().removeIf(this::expired);
        nextSweep = Math.max(FIRST_SWEEP, 2 * live.size());
    }

    private boolean expired(Token<P> token) {
        return token.until.filter(until -> !clock.instant().isBefore(until)).isPresent();
    }
}
