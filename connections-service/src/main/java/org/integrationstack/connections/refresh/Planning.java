package org.integrationstack.connections.refresh;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;

/**
 * When a token is due. Where the provider does not say when it ends, its end is expected from the life of earlier
 * tokens: one that was refused shows how long they live, and each that was renewed without trouble lets the next be
 * trusted a little longer; before there is experience the definition's guess counts.
 */
final class Planning {
    /** A token refused sooner shows nothing about how long they live. */
    private static final Duration SHORTEST_LESSON = Duration.ofMinutes(1);

    private static final Duration LONGEST_TRUST = Duration.ofDays(30);
    private static final int TRUST_GROWS_BY_PART = 10;

    private final Pauses pauses;
    private final Clock clock;

    Planning(Pauses pauses, Clock clock) {
        this.pauses = pauses;
        this.clock = clock;
    }

    /** The life to be expected of the next token, after one that is now replaced. */
    Optional<Duration> learnedLife(TokenState replaced, boolean refused) {
        Duration lived = Duration.between(replaced.issuedAt(), replaced.readAt());
        if (replaced.expiresAt().isPresent() || lived.compareTo(SHORTEST_LESSON) < 0) {
            return replaced.learnedLife();
        }
        return refused ? Optional.of(lived) : replaced.learnedLife().map(Planning::longer);
    }

    private static Duration longer(Duration life) {
        Duration longer = life.plus(life.dividedBy(TRUST_GROWS_BY_PART));
        return longer.compareTo(LONGEST_TRUST) < 0 ? longer : LONGEST_TRUST;
    }

    /** The plan for a new token; empty where the provider can be asked when it ends. */
    Optional<Tokens.Plan> known(
            ProviderDefinition provider,
            ConnectionKind kind,
            TokenState replaced,
            Optional<Instant> expiresAt,
            boolean refused) {
        if (expiresAt.isEmpty() && provider.introspection(kind).isPresent()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return Optional.of(plan(now, expiresAt, expected(provider, kind, learnedLife(replaced, refused), now), true));
    }

    /**
     * The plan for a stored token.
     *
     * @param found when it ends, as far as the provider said
     */
    Tokens.Plan of(ProviderDefinition provider, ConnectionKind kind, TokenState token, Optional<Instant> found) {
        return plan(
                token.issuedAt(),
                found.or(token::expiresAt),
                expected(provider, kind, token.learnedLife(), token.issuedAt()),
                token.renewable());
    }

    private static Optional<Instant> expected(
            ProviderDefinition provider, ConnectionKind kind, Optional<Duration> learned, Instant issued) {
        return learned.or(() -> provider.assumedLife(kind)).map(issued::plus);
    }

    /** What cannot be renewed is looked at when it ends, so that its connection says so. */
    private Tokens.Plan plan(
            Instant issued, Optional<Instant> expiresAt, Optional<Instant> expected, boolean renewable) {
        Optional<Instant> end = expiresAt.or(() -> expected);
        return new Tokens.Plan(expiresAt, end, renewable ? end.map(it -> pauses.due(issued, it)) : expiresAt);
    }
}
