package org.integrationstack.worker.effect;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;

import org.integrationstack.common.database.Schema;
import org.integrationstack.worker.claiming.Chore;
import org.integrationstack.worker.claiming.Executor;

/**
 * This replica's performing of effects, from the moment the schema is ready until the replica ends. Every 5 s it looks up
 * how far behind it is ({@code worker.effects.oldest.due.age}, zero when nothing waits; while the database is away it
 * grows), and hourly it removes what need not be kept.
 */
@ApplicationScoped
public class Performing {
    private static final int FIRST = 1;
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration CLEANING = Duration.ofHours(1);

    private final Executor<EffectClaim> executor;
    private final EffectLedger ledger;
    private final EffectConfig config;
    private final Schema schema;
    private volatile Optional<Instant> oldest = Optional.empty();
    private Cancellable lookups;
    private Cancellable cleaning;

    Performing(
            EffectLedger ledger,
            EffectKinds kinds,
            EffectConfig config,
            Schema schema,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            Vertx vertx) {
        this.ledger = ledger;
        this.config = config;
        this.schema = schema;
        this.executor = executor(ledger, kinds, config, meters, telemetry, vertx);
        TimeGauge.builder("worker.effects.oldest.due.age", this::ageInMillis, TimeUnit.MILLISECONDS)
                .description("Time since the effect that waits longest for an attempt became due")
                .register(meters);
    }

    /** An executor with a name of its own. Several may work on one ledger. */
    static Executor<EffectClaim> executor(
            EffectLedger ledger,
            EffectKinds kinds,
            EffectConfig config,
            MeterRegistry meters,
            OpenTelemetry telemetry,
            Vertx vertx) {
        EffectAttempts attempts = new EffectAttempts(
                ledger,
                kinds,
                new EffectPolicy(config.maxAttempts(), config.retryDelay(), config.longestDelay(), new Random()),
                config,
                new EffectTraces(telemetry, vertx),
                new EffectMetrics(meters));
        TenantTurns turns = new TenantTurns(UUID.randomUUID().toString(), ledger, config);
        return new Executor<>(
                "effects",
                new Executor.Pace(config.concurrency(), config.poll(), config.drain()),
                turns::claim,
                claim -> attempts.make(claim).eventually(() -> turns.release(claim)));
    }

    /** Tells the executor that there are effects to perform. */
    public void wake() {
        executor.wake();
    }

    void start(@Observes StartupEvent event) {
        executor.start(schema.applied());
        lookups = Chore.every(EVERY, schema, "looking up the backlog of effects", this::lookUp);
        cleaning = Chore.every(
                CLEANING, schema, "forgetting old effects", () -> ledger.forgetOlderThan(config.retention()));
    }

    /** Before what it works with stops; other replicas take over what is not settled by then. */
    void stop(@Observes @Priority(FIRST) ShutdownEvent event) {
        lookups.cancel();
        cleaning.cancel();
        executor.stop().await().indefinitely();
    }

    private Uni<Optional<Instant>> lookUp() {
        return ledger.oldestDue().invoke(found -> oldest = found);
    }

    private long ageInMillis() {
        return oldest.map(due -> Duration.between(due, Instant.now()).toMillis())
                .orElse(0L);
    }
}
