package org.integrationstack.connections.refresh;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** Waits by Vert.x timers. */
@ApplicationScoped
class TimerWaiting implements Waiting {
    private final Vertx vertx;

    @Inject
    TimerWaiting(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public Uni<Void> pause(Duration time) {
        return Uni.createFrom()
                .emitter(waiting -> vertx.setTimer(Math.max(1, time.toMillis()), passed -> waiting.complete(null)));
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }
}
