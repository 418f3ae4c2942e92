package org.integrationstack.sandbox.salesforce;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The requests that each org has made in the last 24 hours, whoever made them. Confined to the event
 * loop.
 *
 * <p>Source: developer.salesforce.com, "API Request Limits and Allocations": a rolling day.
 */
final class Usage {
    private static final Duration DAY = Duration.ofHours(24);

    /** What an org has used; its text is that of {@code Sforce-Limit-Info}. */
    record Day(int used, int limit) {
        int remaining() {
            return Math.max(0, limit - used);
        }

        @Override
        public String toString() {
            return used + "/" + limit;
        }
    }

    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Map<Org, Deque<Instant>> requests = new HashMap<>();

    Usage(Clock clock, Supplier<Settings> settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /** Counts a request, unless the day is used up. */
    boolean count(Org org) {
        if (of(org).remaining() == 0) {
            return false;
        }
        requests.get(org).addLast(clock.instant());
        return true;
    }

    Day of(Org org) {
        Deque<Instant> made = requests.computeIfAbsent(org, none -> new ArrayDeque<>());
        Instant dayAgo = clock.instant().minus(DAY);
        while (!made.isEmpty() && !made.peekFirst().isAfter(dayAgo)) {
            made.removeFirst();
        }
        return new Day(made.size(), settings.get().apiRequests());
    }
}
