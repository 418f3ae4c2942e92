package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** States of tokens, as tests need them: a good one, and what sets others apart from it. */
record TokenStates(TokenState state) {
    static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    /** The first token of a connection, issued half an hour ago for an hour, renewable. */
    static TokenStates good() {
        return new TokenStates(new TokenState(
                1,
                1,
                0,
                true,
                NOW.minus(Duration.ofMinutes(30)),
                Optional.of(NOW.plus(Duration.ofMinutes(30))),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                NOW));
    }

    TokenStates version(long version) {
        return with(version, state.renewable(), state.issuedAt(), state.expiresAt(), state.expectedEnd());
    }

    TokenStates withoutRenewal() {
        return with(state.version(), false, state.issuedAt(), state.expiresAt(), state.expectedEnd());
    }

    TokenStates issuedAt(Instant issued) {
        return with(state.version(), state.renewable(), issued, state.expiresAt(), state.expectedEnd());
    }

    TokenStates endingAt(Instant end) {
        return with(state.version(), state.renewable(), state.issuedAt(), Optional.of(end), state.expectedEnd());
    }

    TokenStates withoutExpiry() {
        return with(state.version(), state.renewable(), state.issuedAt(), Optional.empty(), state.expectedEnd());
    }

    TokenStates expectedEnd(Instant end) {
        return with(state.version(), state.renewable(), state.issuedAt(), state.expiresAt(), Optional.of(end));
    }

    TokenStates leasedUntil(Instant end) {
        return with(Optional.of(end), state.askedAt(), state.retryAt(), state.checkedAt(), state.afterRefusal());
    }

    TokenStates askedAt(Instant asked) {
        return with(state.leasedUntil(), Optional.of(asked), state.retryAt(), state.checkedAt(), state.afterRefusal());
    }

    TokenStates retryAt(Instant retry) {
        return with(state.leasedUntil(), state.askedAt(), Optional.of(retry), state.checkedAt(), state.afterRefusal());
    }

    TokenStates checkedAt(Instant checked) {
        return with(state.leasedUntil(), state.askedAt(), state.retryAt(), Optional.of(checked), state.afterRefusal());
    }

    TokenStates afterRefusal() {
        return with(state.leasedUntil(), state.askedAt(), state.retryAt(), state.checkedAt(), true);
    }

    TokenStates learnedLife(Duration life) {
        return new TokenStates(new TokenState(
                state.version(),
                state.authorizedVersion(),
                state.epoch(),
                state.renewable(),
                state.issuedAt(),
                state.expiresAt(),
                state.expectedEnd(),
                state.leasedUntil(),
                state.askedAt(),
                state.retryAt(),
                state.failures(),
                state.afterRefusal(),
                state.checkedAt(),
                Optional.of(life),
                state.planned(),
                state.readAt()));
    }

    private TokenStates with(
            long version, boolean renewable, Instant issued, Optional<Instant> expires, Optional<Instant> expected) {
        return new TokenStates(new TokenState(
                version,
                state.authorizedVersion(),
                state.epoch(),
                renewable,
                issued,
                expires,
                expected,
                state.leasedUntil(),
                state.askedAt(),
                state.retryAt(),
                state.failures(),
                state.afterRefusal(),
                state.checkedAt(),
                state.learnedLife(),
                state.planned(),
                state.readAt()));
    }

    private TokenStates with(
            Optional<Instant> leasedUntil,
            Optional<Instant> askedAt,
            Optional<Instant> retryAt,
            Optional<Instant> checkedAt,
            boolean afterRefusal) {
        return new TokenStates(new TokenState(
                state.version(),
                state.authorizedVersion(),
                state.epoch(),
                state.renewable(),
                state.issuedAt(),
                state.expiresAt(),
                state.expectedEnd(),
                leasedUntil,
                askedAt,
                retryAt,
                state.failures(),
                afterRefusal,
                checkedAt,
                state.learnedLife(),
                state.planned(),
                state.readAt()));
    }
}
