package org.integrationstack.proxy.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.proxy.cache.AnswerStore;
import org.integrationstack.proxy.cache.CacheKey;
import org.integrationstack.proxy.cache.StoredAnswer;

/** A store in memory that can be away; it forgets nothing by itself, but remembers for how long it was told to keep. */
public final class MemoryAnswerStore implements AnswerStore {
    private final Map<CacheKey, StoredAnswer> answers = new HashMap<>();
    private final Map<CacheKey, Duration> times = new HashMap<>();
    private boolean away;

    public void goAway() {
        away = true;
    }

    public Map<CacheKey, Duration> times() {
        return times;
    }

    @Override
    public Uni<Lookup> find(CacheKey key) {
        return Uni.createFrom().item(() -> {
            if (away) {
                return new Unavailable();
            }
            return answers.containsKey(key) ? new Found(answers.get(key)) : new Absent();
        });
    }

    @Override
    public Uni<Void> keep(CacheKey key, StoredAnswer answer, Duration time) {
        return Uni.createFrom().item(() -> {
            answers.put(key, answer);
            times.put(key, time);
            return null;
        });
    }

    @Override
    public Uni<Void> forget(CacheKey key) {
        return Uni.createFrom().item(() -> {
            answers.remove(key);
            times.remove(key);
            return null;
        });
    }
}
