package org.integrationstack.connections.republication;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.page.Position;

/**
 * The kept republications, of which a topic has one under way at most. A replica works on it while it holds its lease,
 * which each step prolongs. Each call is a transaction of its own.
 */
public interface Republications {

    /** Asks for one; empty when one of that topic is under way. */
    Uni<Optional<Republication>> begin(UUID id, String topic, long total, Caller operator);

    /** A page, newest first. */
    Uni<List<Republication>> list(Optional<Position> after, int limit);

    /** The one of that id. */
    Uni<Optional<Republication>> find(UUID id);

    /** Takes one that is under way and on which no other replica works. */
    Uni<Optional<Republication>> claim(UUID worker);

    /** Notes what was told; empty when the lease was lost. */
    Uni<Optional<Republication>> progress(UUID worker, Republication republication, Republished.Batch batch);

    /** Notes that all was told. */
    Uni<Void> finish(UUID worker, Republication republication);

    /** Lets go of it, for whichever replica comes next. */
    Uni<Void> release(UUID worker, Republication republication);

    /** Whether so many events wait to be published that no more should be added but those that somebody waits for. */
    Uni<Boolean> isCrowded();
}
