package org.integrationstack.connections.authorization;

import java.time.Duration;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * Records that live for minutes and are taken once, by whoever holds their secret. A record is readable with its secret
 * alone; the store knows neither.
 */
public interface OneTimeRecords {

    /** Stores a record for at most that long. */
    <T> Uni<Void> put(Kind<T> kind, OneTimeSecret secret, T content, Duration lifetime);

    /** Takes the record away: of any number of callers, one gets it. */
    <T> Uni<Optional<T>> take(Kind<T> kind, OneTimeSecret secret);

    /** Reads the record and leaves it. */
    <T> Uni<Optional<T>> peek(Kind<T> kind, OneTimeSecret secret);

    /**
     * What a secret stands for. A secret of one kind finds nothing as another.
     *
     * @param name part of the derivation and of the store's key
     */
    record Kind<T>(String name, Class<T> type) {}
}
