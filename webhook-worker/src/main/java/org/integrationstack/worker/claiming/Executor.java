package org.integrationstack.worker.claiming;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.jboss.logging.Logger;

/**
 * Claims what is due, as much as it has free slots for, and has an attempt made at each. Sleeps until its bell rings, or a
 * poll interval has passed, when nothing is due. Goes on whatever fails, until stopped. Thread-safe.
 *
 * @param <C> the right to make one attempt
 */
public final class Executor<C> {
    private static final Logger LOG = Logger.getLogger(Executor.class);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final String what;
    private final Pace pace;
    private final IntFunction<Uni<List<C>>> source;
    private final Function<C, Uni<Void>> attempts;
    private final Bell bell = new Bell();
    private final AtomicInteger freeSlots;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean begun;
    private volatile boolean stopping;
    private volatile boolean failing;

    /**
     * How much it does.
     *
     * @param concurrency how many attempts at once
     * @param poll how long it sleeps without a ring
     * @param drain how long it waits at its end for the attempts it has begun
     */
    public record Pace(int concurrency, Duration poll, Duration drain) {}

    /**
     * @param what it works on, for the log
     * @param source claims up to so many
     * @param attempts makes an attempt, and never fails
     */
    public Executor(String what, Pace pace, IntFunction<Uni<List<C>>> source, Function<C, Uni<Void>> attempts) {
        this.what = what;
        this.pace = pace;
        this.source = source;
        this.attempts = attempts;
        this.freeSlots = new AtomicInteger(pace.concurrency());
    }

    /** Begins once {@code ready} completes. */
    public void start(Uni<Void> ready) {
        ready.invoke(() -> begun = true)
                .onItem()
                .transformToMulti(nothing -> handled())
                .subscribe()
                .with(settled -> {}, ended::completeExceptionally, () -> ended.complete(null));
    }

    /** There may be something to do. */
    public void wake() {
        bell.ring();
    }

    /** Claims no more, and completes when what was begun is settled, or the time to drain has passed. */
    public Uni<Void> stop() {
        stopping = true;
        bell.ring();
        if (!begun) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .completionStage(() -> ended.copy())
                .ifNoItem()
                .after(pace.drain())
                .recoverWithItem(() -> null);
    }

    private Multi<Void> handled() {
        return Multi.createBy()
                .repeating()
                .uni(this::claimOrSleep)
                .whilst(claims -> !stopping)
                .onItem()
                .<C>disjoint()
                .onItem()
                .transformToUni(this::handle)
                .merge(pace.concurrency());
    }

    private Uni<List<C>> claimOrSleep() {
        CompletableFuture<Void> ring = bell.next();
        return claim().call(claims ->
                claims.isEmpty() ? sleep(ring) : Uni.createFrom().voidItem());
    }

    private Uni<List<C>> claim() {
        int free = stopping ? 0 : freeSlots.get();
        if (free == 0) {
            return Uni.createFrom().item(List.of());
        }
        return source.apply(free)
                .invoke(claims -> freeSlots.addAndGet(-claims.size()))
                .invoke(this::noteRecovery)
                .onFailure()
                .recoverWithUni(this::pause);
    }

    private Uni<Void> sleep(CompletableFuture<Void> ring) {
        return Uni.createFrom()
                .completionStage(ring.copy())
                .ifNoItem()
                .after(pace.poll())
                .recoverWithItem(() -> null);
    }

    private Uni<Void> handle(C claim) {
        return attempts.apply(claim).eventually(() -> {
            freeSlots.incrementAndGet();
            bell.ring();
        });
    }

    private Uni<List<C>> pause(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.warnf("cannot claim %s, trying again every second: %s", what, failure.toString());
        }
        return Uni.createFrom()
                .item(List.<C>of())
                .onItem()
                .delayIt()
                .onExecutor(Infrastructure.getDefaultWorkerPool())
                .by(PAUSE_AFTER_FAILURE);
    }

    private void noteRecovery(List<C> claims) {
        if (failing) {
            failing = false;
            LOG.infof("claiming %s again", what);
        }
    }
}
