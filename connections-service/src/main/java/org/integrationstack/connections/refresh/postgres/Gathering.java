package org.integrationstack.connections.refresh.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * Answers many single questions by few queries. A question that comes while a query is out joins the next, never the one
 * that is out: its answer is not older than it is itself. Alone, a question is asked at once. Thread-safe.
 */
final class Gathering<K, V> {
    private final Function<List<K>, Uni<Map<K, V>>> query;
    private final int most;
    private Map<K, List<UniEmitter<? super Optional<V>>>> waiting = new LinkedHashMap<>();
    private boolean out;

    /**
     * @param query answers what it can of several questions
     * @param most how many at once
     */
    Gathering(Function<List<K>, Uni<Map<K, V>>> query, int most) {
        this.query = query;
        this.most = most;
    }

    /** The answer, empty where there is none. */
    Uni<Optional<V>> get(K question) {
        return Uni.createFrom().emitter(emitter -> {
            synchronized (this) {
                waiting.computeIfAbsent(question, absent -> new ArrayList<>(1)).add(emitter);
            }
            goOn();
        });
    }

    private void goOn() {
        Map<K, List<UniEmitter<? super Optional<V>>>> batch = next();
        if (!batch.isEmpty()) {
            Uni.createFrom()
                    .deferred(() -> query.apply(List.copyOf(batch.keySet())))
                    .subscribe()
                    .with(answers -> done(batch, answers), failure -> failed(batch, failure));
        }
    }

    /** Empty while a query is out, or where nobody waits. */
    private synchronized Map<K, List<UniEmitter<? super Optional<V>>>> next() {
        if (out || waiting.isEmpty()) {
            return Map.of();
        }
        out = true;
        Map<K, List<UniEmitter<? super Optional<V>>>> batch = waiting;
        waiting = new LinkedHashMap<>();
        if (batch.size() > most) {
            List<K> later = new ArrayList<>(batch.keySet()).subList(most, batch.size());
            later.forEach(question -> waiting.put(question, batch.remove(question)));
        }
        return batch;
    }

    private void done(Map<K, List<UniEmitter<? super Optional<V>>>> batch, Map<K, V> answers) {
        isIn();
        batch.forEach((question, emitters) -> {
            Optional<V> answer = Optional.ofNullable(answers.get(question));
            emitters.forEach(emitter -> emitter.complete(answer));
        });
    }

    private void failed(Map<K, List<UniEmitter<? super Optional<V>>>> batch, Throwable failure) {
        isIn();
        batch.values().forEach(emitters -> emitters.forEach(emitter -> emitter.fail(failure)));
    }

    /** The next query goes out before the answers are used: neither waits for the other. */
    private void isIn() {
        synchronized (this) {
            out = false;
        }
        goOn();
    }
}
