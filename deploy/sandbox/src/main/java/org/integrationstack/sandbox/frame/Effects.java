package org.integrationstack.sandbox.frame;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What programs have brought about at the providers: messages, check runs, workflow runs, forwards. The last {@value
 * #KEPT} are remembered, and all are counted by their key, so that a test sees what happened twice. Confined to the
 * event loop.
 */
public final class Effects {
    private static final int KEPT = 1000;
    private static final int PAGE = 100;

    private record Effect(long number, String kind, ObjectNode json) {}

    private final Clock clock;
    private final Deque<Effect> effects = new ArrayDeque<>();
    private final Map<String, Map<String, Integer>> counts = new TreeMap<>();
    private long lastNumber;

    Effects(Clock clock) {
        this.clock = clock;
    }

    /**
     * Adds one.
     *
     * @param kind such as {@code check_run}
     * @param key what makes two of a kind the same to whoever asked for them
     * @param detail shown beside them
     */
    public void happened(String provider, String kind, String key, ObjectNode detail) {
        Instant at = clock.instant();
        ObjectNode json = Json.object()
                .put("at", at.toString())
                .put("provider", provider)
                .put("kind", kind)
                .put("key", key);
        json.set("detail", detail.deepCopy());
        effects.addFirst(new Effect(++lastNumber, kind, json));
        if (effects.size() > KEPT) {
            effects.removeLast();
        }
        counts.computeIfAbsent(kind, first -> new HashMap<>()).merge(key, 1, Integer::sum);
    }

    /** A page, newest first, narrowed by {@code kind} and {@code key}; the counts are those of everything. */
    ObjectNode page(Call query) {
        long before = query.parameter("cursor").map(RequestLog::cursor).orElse(Long.MAX_VALUE);
        String kind = query.parameter("kind").orElse("");
        String key = query.parameter("key").orElse("");
        List<Effect> found = effects.stream()
                .filter(effect -> effect.number < before)
                .filter(effect -> kind.isEmpty() || effect.kind.equals(kind))
                .filter(effect ->
                        key.isEmpty() || effect.json.path("key").asText().equals(key))
                .limit(PAGE + 1L)
                .toList();
        ObjectNode page = Json.object();
        page.set(
                "items", Json.array(found.stream().limit(PAGE).map(Effect::json).toList()));
        page.put("next", found.size() > PAGE ? Long.toString(found.get(PAGE - 1).number) : null);
        ObjectNode kinds = page.putObject("counts");
        counts.forEach((name, keys) -> kinds.set(name, count(keys)));
        return page;
    }

    void clear() {
        effects.clear();
        counts.clear();
    }

    private static ObjectNode count(Map<String, Integer> keys) {
        int total = keys.values().stream().mapToInt(Integer::intValue).sum();
        return Json.object().put("total", total).put("distinct", keys.size());
    }
}
