package org.integrationstack.worker.handling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;

import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Queue;

/**
 * Claims deliveries that are due, as many as it has free slots for, and has each handled. Sleeps until its bell rings, or
 * a poll interval has passed, when nothing is due. Goes on whatever fails, until stopped. Thread-safe.
 */
final class Executor {
    private static final Logger LOG = Logger.getLogger(Executor.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final String owner;
    private final Queue queue;
    private final Attempts attempts;
    private final HandlingConfig config;
    private final Bell bell = new Bell();
    private final AtomicInteger freeSlots;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean begun;
    private volatile boolean stopping;
    private volatile boolean failing;

    /** @param owner a name that no other executor has, now or later */
    Executor(String owner, Queue queue, Attempts attempts, HandlingConfig config) {
        this.owner = owner;
        this.queue = queue;
        this.attempts = attempts;
        this.config = config;
        this.freeSlots = new AtomicInteger(config.concurrency());
    }

    /** Begins once {@code ready} completes. */
    void start(Uni<Void> ready) {
        ready.invoke(() -> begun = true)
                .onItem()
                .transformToMulti(nothing -> handled())
                .subscribe()
                .with(settled -> {}, ended::completeExceptionally, () -> ended.complete(null));
    }

    /** There may be something to do. */
    void wake() {
        bell.ring();
    }

    /** Claims no more, and completes when what was begun is settled, or the time to drain has passed. */
    Uni<Void> stop() {
        stopping = true;
        bell.ring();
        if (!begun) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .completionStage(() -> ended.copy())
                .ifNoItem()
                .after(config.drain())
                .recoverWithItem(() -> null);
    }

    private Multi<Void> handled() {
        return Multi.createBy()
                .repeating()
                .uni(this::claimOrSleep)
                .whilst(claims -> !stopping)
                .onItem()
                .<Claim>disjoint()
                .onItem()
                .transformToUni(this::handle)
                .merge(config.concurrency());
    }

    private Uni<List<Claim>> claimOrSleep() {
        CompletableFuture<Void> ring = bell.next();
        return claim().call(claims ->
                claims.isEmpty() ? sleep(ring) : Uni.createFrom().voidItem());
    }

    private Uni<List<Claim>> claim() {
        int free = stopping ? 0 : freeSlots.get();
        if (free == 0) {
            return Uni.createFrom().item(List.of());
        }
        return queue.claim(owner, free, config.lease())
                .invoke(claims -> freeSlots.addAndGet(-claims.size()))
                .invoke(this::noteRecovery)
                .onFailure()
                .recoverWithUni(this::pause);
    }

    private Uni<Void> sleep(CompletableFuture<Void> ring) {
        return Uni.createFrom()
                .completionStage(ring.copy())
                .ifNoItem()
                .after(config.poll())
                .recoverWithItem(() -> null);
    }

    private Uni<Void> handle(Claim claim) {
        return attempts.make(claim).eventually(() -> {
            freeSlots.incrementAndGet();
            bell.ring();
        });
    }

    private Uni<List<Claim>> pause(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warnf("cannot claim deliveries, trying again every second: %s", failure.getMessage());
        }
        return Uni.createFrom()
                .item(List.<Claim>of())
                .onItem()
                .delayIt()
                .onExecutor(Infrastructure.getDefaultWorkerPool())
                .by(PAUSE_AFTER_FAILURE);
    }

    private void noteRecovery(List<Claim> claims) {
        if (failing) {
            failing = false;
            LOG.info("claiming deliveries again");
        }
    }
}
