package org.integrationstack.worker.handling;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.claiming.Chore;
import org.integrationstack.worker.delivery.Queue;

/**
 * How far behind handling is: {@code worker.deliveries.oldest.age}, the time since the oldest delivery that is still open
 * was received, zero when there is none. Looked up every 5 s; while the database is away it grows.
 */
@ApplicationScoped
class Backlog {
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Queue queue;
    private final Schema schema;
    private volatile Optional<Instant> oldest = Optional.empty();
    private Cancellable lookups;

    Backlog(Queue queue, Schema schema, MeterRegistry meters) {
        this.queue = queue;
        this.schema = schema;
        TimeGauge.builder("worker.deliveries.oldest.age", this::ageInMillis, TimeUnit.MILLISECONDS)
                .description("Time since the oldest delivery that is still open was received")
                .register(meters);
    }

    void start(@Observes StartupEvent event) {
        lookups = Chore.every(EVERY, schema, "looking up the backlog", this::lookUp);
    }

    void stop(@Observes ShutdownEvent event) {
        lookups.cancel();
    }

    private Uni<Optional<Instant>> lookUp() {
        return queue.oldestOpen().invoke(found -> oldest = found);
    }

    private long ageInMillis() {
        return oldest.map(received -> Duration.between(received, Instant.now()).toMillis())
                .orElse(0L);
    }
}
