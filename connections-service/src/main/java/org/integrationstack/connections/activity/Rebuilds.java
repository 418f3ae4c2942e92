package org.integrationstack.connections.activity;

import java.util.Optional;
import java.util.UUID;

import io.smallrye.mutiny.Uni;

/** The kept rebuilds, of which one runs at a time over all replicas. */
public interface Rebuilds {

    /** Begins one; empty when another runs. One whose replica has not been heard of for 30 s does not run any more. */
    Uni<Optional<Rebuild>> begin(UUID id);

    /** Notes how far it is. */
    Uni<Void> progress(UUID id, long done, long total);

    /** Notes that it has ended. */
    Uni<Void> end(UUID id, Rebuild.State state);

    /** The one that began last, if there ever was one. */
    Uni<Optional<Rebuild>> latest();
}
