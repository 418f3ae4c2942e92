package org.integrationstack.connections.database;

import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/**
 * Lets work run in a context of its own rather than in that of whoever asked for it first: work that several wait for,
 * that outlives a request, or that goes on from a thread without a context. Thread-safe.
 */
@ApplicationScoped
public class OwnContext {
    private final Vertx vertx;

    @Inject
    OwnContext(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The work, begun on an event loop. Its caller may give up waiting; the work does not end for that. */
    public <T> Uni<T> run(Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(caller -> {
            Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            VertxContextSafetyToggle.setContextSafe(context, true);
            context.runOnContext(
                    begun -> Uni.createFrom().deferred(work::get).subscribe().with(caller::complete, caller::fail));
        });
    }
}
