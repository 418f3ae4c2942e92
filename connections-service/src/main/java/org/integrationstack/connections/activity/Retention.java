package org.integrationstack.connections.activity;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Forgets acts that are older than they need be. */
@ApplicationScoped
public class Retention {
    private final ActivityLog log;
    private final ActivitySettings settings;
    private final Clock clock;

    @Inject
    Retention(ActivityLog log, ActivitySettings settings, Clock clock) {
        this.log = log;
        this.settings = settings;
        this.clock = clock;
    }

    /** Deletes them in batches, so that no transaction is long. */
    public Uni<Void> forgetOld() {
        Instant before = clock.instant().minus(settings.retention());
        return Multi.createBy()
                .repeating()
                .uni(() -> log.forget(before))
                .until(deleted -> deleted == 0)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
