package org.integrationstack.proxy.call;

import java.time.Duration;

/**
 * How an answer came about, for its receiver and the metrics.
 *
 * @param attempts requests sent to the provider
 * @param waited spent waiting for permits, in all attempts
 */
public record CallReport(CacheVerdict cache, int attempts, Duration waited) {
    /** A call that got nowhere yet. */
    public static final CallReport NOTHING_DONE = new CallReport(CacheVerdict.BYPASS, 0, Duration.ZERO);

    public CallReport withCache(CacheVerdict verdict) {
        return new CallReport(verdict, attempts, waited);
    }

    public CallReport withAttempt() {
        return new CallReport(cache, attempts + 1, waited);
    }

    /** What it took altogether, with what came before it. */
    public CallReport after(CallReport earlier) {
        return new CallReport(cache, earlier.attempts + attempts, earlier.waited.plus(waited));
    }

    public CallReport withWait(Duration time) {
        return new CallReport(cache, attempts, waited.plus(time));
    }
}
