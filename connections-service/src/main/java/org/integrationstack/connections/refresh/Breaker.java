package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;

/**
 * Keeps calls from an endpoint that is in trouble. A plain state, changed by functions; time is an argument.
 *
 * <pre>
 *            failures in a row                    its time is over: one call may try
 *   CLOSED ────────────────────► OPEN until ... ────────────────────────────────────► PROBING
 *      ▲                          ▲ each time twice as long, two minutes at most         │ │
 *      │                          └───────────────────── failed ─────────────────────────┘ │
 *      └──────────────────────────────────── answered ─────────────────────────────────────┘
 * </pre>
 *
 * <p>A probe that is never concluded is forgotten after as long as it was waited for.
 *
 * @param failures in a row
 * @param opened how often in a row
 * @param until when calls are let through again; in the past: one at a time
 * @param tried whether a call was let through to try
 */
record Breaker(int failures, int opened, Instant until, boolean tried) {
    static final Breaker CLOSED = new Breaker(0, 0, Instant.MIN, false);

    static final int TOLERATED_FAILURES = 5;
    static final Duration SHORTEST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofMinutes(2);

    /** Whether a call may be made now. Where it is open no more, only {@link #probing} says who may. */
    boolean admits(Instant now) {
        return !until.isAfter(now);
    }

    boolean closed() {
        return opened == 0;
    }

    /** After a call has been let through: where it is a probe, nobody else is let through for a while. */
    Breaker probing(Instant now) {
        return closed() ? this : new Breaker(failures, opened, now.plus(openFor(opened)), true);
    }

    /** After the endpoint did not answer, or said that it cannot. */
    Breaker failed(Instant now) {
        return failures + 1 < TOLERATED_FAILURES && closed() ? new Breaker(failures + 1, 0, until, false) : opened(now);
    }

    /**
     * Open at once: after an answer that concerns every call there. Where it was open already, the call had been on its
     * way since before, and tells nothing new.
     */
    Breaker opened(Instant now) {
        boolean knownAlready = !closed() && !tried && !admits(now);
        return knownAlready ? this : new Breaker(failures + 1, opened + 1, now.plus(openFor(opened + 1)), false);
    }

    private static Duration openFor(int opened) {
        Duration doubled = SHORTEST.multipliedBy(1L << Math.min(opened - 1, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
