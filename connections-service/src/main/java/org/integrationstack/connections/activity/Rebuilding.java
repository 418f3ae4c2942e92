package org.integrationstack.connections.activity;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

/** Reads the whole topic into the log again, while the log is used and written as ever. */
@ApplicationScoped
public class Rebuilding {
    private final Rebuilds rebuilds;
    private final Replay replay;

    @Inject
    Rebuilding(Rebuilds rebuilds, Replay replay) {
        this.rebuilds = rebuilds;
        this.replay = replay;
    }

    /** Begins; empty when one runs already. */
    public Uni<Optional<Rebuild>> begin() {
        return rebuilds.begin(UUID.randomUUID())
                .invoke(begun -> begun.map(Rebuild::id).ifPresent(replay::start));
    }

    /** How far the one that began last is. */
    public Uni<Optional<Rebuild>> latest() {
        return rebuilds.latest();
    }

    /** Where acts are recorded. */
    public interface Replay {

        /** Begins to read all there is; goes on by itself, and notes its progress and its end. */
        void start(UUID rebuild);
    }
}
