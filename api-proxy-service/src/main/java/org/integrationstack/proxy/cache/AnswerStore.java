package org.integrationstack.proxy.cache;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

/** Keeps answers for a while, and forgets them when it pleases. No method fails. */
public interface AnswerStore {
    /** What there is under that key. */
    Uni<Lookup> find(CacheKey key);

    /** Keeps an answer for that long at most, in the place of any other under that key. */
    Uni<Void> keep(CacheKey key, StoredAnswer answer, Duration time);

    /** Forgets what is under that key. */
    Uni<Void> forget(CacheKey key);

    /** What came of looking. */
    sealed interface Lookup {}

    /** There it is. */
    record Found(StoredAnswer answer) implements Lookup {}

    /** Nothing there. */
    record Absent() implements Lookup {}

    /** Nobody could look. */
    record Unavailable() implements Lookup {}
}
