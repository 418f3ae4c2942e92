package org.integrationstack.worker.handling;

import java.util.Random;
import java.util.UUID;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.claiming.Executor;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Queue;

/** This replica's executor, running from the moment the schema is ready until the replica ends. */
@ApplicationScoped
public class Handling {
    private static final int FIRST = 1;

    private final Executor<Claim> executor;
    private final Schema schema;

    Handling(
            Queue queue,
            Handler handler,
            HandlingConfig config,
            DeadLetters deadLetters,
            Schema schema,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            Vertx vertx) {
        this.schema = schema;
        this.executor = executor(queue, handler, config, deadLetters, meters, telemetry, vertx);
    }

    /** An executor with a name of its own. Several may work on one queue. */
    static Executor<Claim> executor(
            Queue queue,
            Handler handler,
            HandlingConfig config,
            DeadLetters deadLetters,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            Vertx vertx) {
        Context root = vertx.getOrCreateContext();
        HandlingMetrics metrics = new HandlingMetrics(meters);
        Attempts attempts = new Attempts(
                queue,
                handler,
                new RetryPolicy(config, new Random()),
                deadLetters,
                config,
                task -> VertxContext.createNewDuplicatedContext(root).runOnContext(ignored -> task.run()),
                new Traces(telemetry),
                metrics);
        Turns turns = new Turns(queue, UUID.randomUUID().toString(), config, metrics);
        return new Executor<>(
                "deliveries",
                new Executor.Pace(config.concurrency(), config.poll(), config.drain()),
                turns::claim,
                claim -> attempts.make(claim).eventually(() -> turns.release(claim)));
    }

    /** Tells the executor that deliveries were queued. */
    public void wake() {
        executor.wake();
    }

    void start(@Observes StartupEvent event) {
        executor.start(schema.applied());
    }

    /** Before what it works with stops; other replicas take over what is not settled by then. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        executor.stop().await().indefinitely();
    }
}
