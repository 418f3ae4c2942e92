package org.integrationstack.sandbox.github;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/**
 * The primary rate limit: a fixed window per person, shared by all their tokens, one per installation
 * of the GitHub App, and one for all anonymous callers. Confined to the event loop.
 *
 * <p>Source: docs.github.com, "Rate limits for the REST API".
 */
final class RateLimit {
    private static final int ANONYMOUS = 60;

    /** What a caller has used of its window. */
    record Usage(int limit, int used, Instant reset) {
        int remaining() {
            return Math.max(0, limit - used);
        }

        /** The same with nothing left. */
        Usage exhausted() {
            return new Usage(limit, limit, reset);
        }

        Map<String, String> headers() {
            return Map.of(
                    "X-RateLimit-Limit", Integer.toString(limit),
                    "X-RateLimit-Remaining", Integer.toString(remaining()),
                    "X-RateLimit-Used", Integer.toString(used),
                    "X-RateLimit-Reset", Long.toString(reset.getEpochSecond()),
                    "X-RateLimit-Resource", "core");
        }

        ObjectNode json() {
            return Json.object()
                    .put("limit", limit)
                    .put("used", used)
                    .put("remaining", remaining())
                    .put("reset", reset.getEpochSecond());
        }
    }

    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Map<Optional<String>, Usage> windows = new HashMap<>();

    RateLimit(Clock clock, Supplier<Settings> settings) {
        this.clock = clock;
        this.settings = settings;
    }

    /** The caller's present window. */
    Usage usage(Optional<String> caller) {
        int limit = caller.isPresent() ? settings.get().rateLimit() : ANONYMOUS;
        Instant now = clock.instant();
        Usage window = windows.get(caller);
        return window != null && now.isBefore(window.reset)
                ? new Usage(limit, window.used, window.reset)
                : new Usage(limit, 0, now.plus(settings.get().rateLimitWindow()));
    }

    /** Counts one request. */
    Usage count(Optional<String> caller) {
        Usage before = usage(caller);
        Usage after = new Usage(before.limit, before.used + 1, before.reset);
        windows.put(caller, after);
        return after;
    }
}
