package org.integrationstack.sandbox.frame;

import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;

/**
 * The last {@value #KEPT} requests that providers received, secrets and all; of a body, the first
 * {@value #KEPT_BYTES} bytes. Confined to the event loop.
 */
final class RequestLog {
    private static final int KEPT = 1000;
    private static final int KEPT_BYTES = 16_384;
    private static final int PAGE = 100;

    /** A received request. Its status is filled in when an answer was made, sent or not. */
    static final class Entry {
        private final long number;
        private final Instant at;
        private final String provider;
        private final Call call;
        private Integer status;
        private Faults.Fault fault;

        private Entry(long number, Instant at, String provider, Call call) {
            this.number = number;
            this.at = at;
            this.provider = provider;
            this.call = call;
        }

        void fault(Faults.Fault hit) {
            fault = hit;
        }

        void answered(int with) {
            status = with;
        }

        private ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("at", at.toString())
                    .put("provider", provider)
                    .put("method", call.method())
                    .put("path", call.path())
                    .put("query", call.query());
            ObjectNode headers = json.putObject("headers");
            call.headers()
                    .names()
                    .forEach(name ->
                            headers.put(name, String.join(", ", call.headers().getAll(name))));
            return json.put("body", call.text())
                    .put("status", status)
                    .put("fault", fault == null ? null : Input.camelCase(fault.kind()));
        }
    }

    private final Clock clock;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long lastNumber;

    RequestLog(Clock clock) {
        this.clock = clock;
    }

    Entry add(String provider, Call call) {
        Entry entry = new Entry(++lastNumber, clock.instant(), provider, shortened(call));
        entries.addFirst(entry);
        if (entries.size() > KEPT) {
            entries.removeLast();
        }
        return entry;
    }

    /** A page, newest first, narrowed by {@code provider}, {@code path} (a prefix) and {@code since}. */
    ObjectNode page(Call query) {
        long before = query.parameter("cursor").map(RequestLog::cursor).orElse(Long.MAX_VALUE);
        Instant since = query.parameter("since").map(RequestLog::instant).orElse(Instant.MIN);
        String provider = query.parameter("provider").orElse("");
        String path = query.parameter("path").orElse("/");
        List<Entry> found = entries.stream()
                .filter(entry -> entry.number < before && !entry.at.isBefore(since))
                .filter(entry -> provider.isEmpty() || entry.provider.equals(provider))
                .filter(entry -> entry.call.path().startsWith(path))
                .limit(PAGE + 1L)
                .toList();
        ObjectNode page = Json.object();
        page.set("items", Json.array(found.stream().limit(PAGE).map(Entry::json).toList()));
        return page.put("next", found.size() > PAGE ? Long.toString(found.get(PAGE - 1).number) : null);
    }

    void clear() {
        entries.clear();
    }

    private static Call shortened(Call call) {
        Buffer body = call.body().getBuffer(0, Math.min(call.body().length(), KEPT_BYTES));
        return new Call(call.method(), call.path(), call.query(), call.headers(), body);
    }

    /** Where the page before ended. */
    static long cursor(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw Problem.invalid("'cursor' is not one that a page gave.");
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException malformed) {
            throw Problem.invalid("'since' must be a time such as 2026-01-31T12:00:00Z.");
        }
    }
}
