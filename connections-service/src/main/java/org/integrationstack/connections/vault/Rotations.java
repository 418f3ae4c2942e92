package org.integrationstack.connections.vault;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.page.Position;

/**
 * The rotations there were, of which one at most is under way. A replica works on it while it holds its lease, which
 * each step prolongs; a step without the lease changes nothing. Each call is a transaction of its own.
 */
public interface Rotations {

    /** Asks for a rotation; empty when one is under way. */
    Uni<Optional<Rotation>> begin(UUID id, Caller operator);

    /** A page, newest first. */
    Uni<List<Rotation>> list(Optional<Position> after, int limit);

    /** The rotation of that id. */
    Uni<Optional<Rotation>> find(UUID id);

    /** Takes the rotation that is under way and due, unless another replica works on it. */
    Uni<Optional<Rotation>> claim(UUID worker);

    /** Waits, before the new keys seal, until every replica has them; lets go meanwhile. */
    Uni<Void> spread(UUID worker, Duration pause);

    /** The new keys seal: counts the rows that others have sealed, and lets go. */
    Uni<Void> beginResealing(UUID worker, List<Outdated> outdated);

    /**
     * Lets go of it: it is due again after the pause, for whichever replica comes first.
     *
     * @param unreadable how many rows did not open in the last pass
     */
    Uni<Void> release(UUID worker, long unreadable, Duration pause);

    /** Ends it. */
    Uni<Void> finish(UUID worker);

    /**
     * Reseals the next rows of a table, after the given one, that nobody is changing at the moment. Fails with
     * {@link LeaseLostException} without the lease, as every step does.
     */
    Uni<Batch> reseal(UUID worker, SealedTable table, DataKeys keys, Optional<RowId> after, int limit);

    /** Rows of a table that are sealed under another key than this. */
    record Outdated(SealedTable table, long primaryId) {}

    /** Names a row of a sealed table. */
    record RowId(UUID subject, String slot) {}

    /**
     * What became of some rows.
     *
     * @param last the last row looked at; empty at the end of the table
     */
    record Batch(int resealed, int unreadable, Optional<RowId> last) {}

    /** Another replica works on the rotation now. */
    final class LeaseLostException extends RuntimeException {
        public LeaseLostException() {
            super("another replica has taken the rotation over");
        }
    }
}
