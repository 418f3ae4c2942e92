package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What decides about a token, as one reading of its row found it. Immutable.
 *
 * @param version the token's version, raised with each new token
 * @param authorizedVersion the version under which somebody's authorization stored it, the last time; newer ones are
 *     renewals of that grant, older ones are of grants that it replaced
 * @param epoch raised with every change of this state: whoever claims names the epoch it has seen, and only one wins
 * @param renewable whether there is something to renew it with
 * @param expiresAt when the provider says it ends; empty where it does not say
 * @param expectedEnd when it probably ends, where nobody says: learned from earlier tokens, or the definition's guess
 * @param leasedUntil until when somebody has it for himself, if somebody has
 * @param askedAt since when a renewal is asked for without an answer. Recorded before every call: beside a live lease it
 *     means that a call may be under way, without one that its outcome is unknown
 * @param retryAt not to be renewed before
 * @param failures renewals in a row that failed
 * @param afterRefusal whether it was issued because the token before it was refused
 * @param checkedAt when the provider was last asked whether it honours this token
 * @param learnedLife how long tokens of this kind live, where nobody says and experience has shown it
 * @param planned whether it is known when it is due
 * @param readAt when this was read, by the database's clock, which all replicas share
 */
public record TokenState(
        long version,
        long authorizedVersion,
        long epoch,
        boolean renewable,
        Instant issuedAt,
        Optional<Instant> expiresAt,
        Optional<Instant> expectedEnd,
        Optional<Instant> leasedUntil,
        Optional<Instant> askedAt,
        Optional<Instant> retryAt,
        int failures,
        boolean afterRefusal,
        Optional<Instant> checkedAt,
        Optional<Duration> learnedLife,
        boolean planned,
        Instant readAt) {
    /** A token that ends sooner is renewed when it is asked for, so that it does not end on its way. */
    private static final Duration LONGEST_MARGIN = Duration.ofSeconds(30);

    private static final int MARGIN_PART_OF_LIFE = 10;

    /** A provider that still honours a token some caller had refused is not asked again sooner. */
    private static final Duration CHECK_HOLDS = Duration.ofMinutes(1);

    public TokenState {
        Objects.requireNonNull(issuedAt, "issued");
        Objects.requireNonNull(expiresAt, "expiry");
        Objects.requireNonNull(expectedEnd, "expected end");
        Objects.requireNonNull(leasedUntil, "lease");
        Objects.requireNonNull(askedAt, "asked");
        Objects.requireNonNull(retryAt, "retry");
        Objects.requireNonNull(checkedAt, "checked");
        Objects.requireNonNull(learnedLife, "learned life");
        Objects.requireNonNull(readAt, "read");
    }

    /** Whether what was asked for with the token of that version is of a grant that was replaced since. */
    boolean authorizedSince(long older) {
        return older < authorizedVersion;
    }

    /** Whether the provider's own word says that it has ended. */
    boolean ended() {
        return expiresAt.filter(end -> !end.isAfter(readAt)).isPresent();
    }

    /** Whether it has ended, or would have by what is known of its kind. */
    boolean probablyEnded() {
        return expiresAt
                .or(() -> expectedEnd)
                .filter(end -> !end.isAfter(readAt))
                .isPresent();
    }

    boolean endsSoon() {
        return expiresAt.filter(end -> !end.minus(margin(end)).isAfter(readAt)).isPresent();
    }

    private Duration margin(Instant end) {
        Duration part = Duration.between(issuedAt, end).dividedBy(MARGIN_PART_OF_LIFE);
        return part.compareTo(LONGEST_MARGIN) < 0 ? part : LONGEST_MARGIN;
    }

    boolean leased() {
        return leasedUntil.filter(end -> end.isAfter(readAt)).isPresent();
    }

    /** Whether a renewal was asked for whose answer will not come any more. */
    boolean outcomeUnknown() {
        return askedAt.isPresent() && !leased();
    }

    boolean resting() {
        return retryAt.filter(end -> end.isAfter(readAt)).isPresent();
    }

    boolean checkedRecently() {
        return checkedAt.filter(at -> at.plus(CHECK_HOLDS).isAfter(readAt)).isPresent();
    }

    boolean youngerThan(Duration age) {
        return issuedAt.plus(age).isAfter(readAt);
    }
}
