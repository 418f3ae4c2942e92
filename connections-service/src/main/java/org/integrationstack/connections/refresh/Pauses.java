package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * When a token is renewed: ahead of its end, spread so that tokens issued together are not renewed together; after a
 * failure later each time, spread as well.
 */
final class Pauses {
    /** A token is due somewhere between these parts of its life. */
    private static final double EARLIEST = 0.6;

    private static final double LATEST = 0.85;
    private static final int MOST_DOUBLINGS = 20;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    Pauses(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** When a token that was issued then, and ends then, is due. */
    Instant due(Instant issuedAt, Instant end) {
        Duration life = Duration.between(issuedAt, end);
        return issuedAt.plus(part(life, EARLIEST + (LATEST - EARLIEST) * random.nextDouble()));
    }

    /**
     * How long to wait after that many failures in a row: between half and the whole of a time that doubles with each,
     * and never less than the provider asked for.
     */
    Duration after(int failures, Duration retryAfter) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        Duration whole = doubled.compareTo(longest) < 0 ? doubled : longest;
        Duration pause = part(whole, 0.5 + random.nextDouble() / 2);
        return pause.compareTo(retryAfter) < 0 ? retryAfter.plus(part(first, random.nextDouble())) : pause;
    }

    /** Between two looks at a token that another replica renews. */
    Duration poll() {
        return Duration.ofMillis(50 + random.nextInt(150));
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofMillis(Math.round(whole.toMillis() * part));
    }
}
