package org.integrationstack.connections.activity;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

import org.integrationstack.common.database.DatabaseFailures;
import org.integrationstack.connections.activity.ActivityLog.Arrival;

/**
 * One caller who follows the log. Reads as fast as the caller takes, a batch at a time, and keeps no more than that
 * batch. Where there is nothing to read it rests until it is woken, or until the caller is to be told that it lives.
 *
 * <pre>
 *   asked for more ─► read ── some ──► given out ─► asked for more, or dropped if that takes too long
 *                       └──── none ──► rest ─► read ─► given out, even if it is none
 * </pre>
 */
final class Follower {
    private static final int BATCH = 100;

    private final ActivityLog log;
    private final ActivityFilter filter;
    private final BooleanSupplier mayGoOn;
    private final Runnable drop;
    private final ActivitySettings settings;
    private final InstantSource clock;
    private final AtomicReference<UniEmitter<? super Void>> resting = new AtomicReference<>();

    private volatile Place place;
    private volatile boolean news;
    private volatile boolean over;
    /** Since when the caller has something that it has not asked behind. */
    private volatile Optional<Instant> givenOut = Optional.empty();

    /**
     * @param place behind which it begins
     * @param mayGoOn whether the caller is still who it was
     * @param drop ends the connection of a caller that does not read
     */
    Follower(
            ActivityLog log,
            ActivityFilter filter,
            Place place,
            BooleanSupplier mayGoOn,
            Runnable drop,
            ActivitySettings settings,
            InstantSource clock) {
        this.log = log;
        this.filter = filter;
        this.place = place;
        this.mayGoOn = mayGoOn;
        this.drop = drop;
        this.settings = settings;
        this.clock = clock;
    }

    ActivityFilter filter() {
        return filter;
    }

    /** Batches of acts, an empty one after a silence. Ends when the caller may not go on. */
    Multi<List<Arrival>> batches() {
        return Multi.createBy()
                .repeating()
                .uni(this::next)
                .indefinitely()
                .select()
                .first(batch -> !over);
    }

    /** There is more to read. */
    void wake() {
        news = true;
        stopResting();
    }

    /** Ends it where the caller may not go on, and drops a caller that does not read. */
    void check() {
        Instant latest = clock.instant().minus(settings.patience());
        if (givenOut.filter(since -> since.isBefore(latest)).isPresent()) {
            end();
            drop.run();
        } else if (!mayGoOn.getAsBoolean()) {
            end();
        }
    }

    /** Ends it. */
    void end() {
        over = true;
        stopResting();
    }

    private Uni<List<Arrival>> next() {
        givenOut = Optional.empty();
        return read().chain(batch -> batch.isEmpty()
                        ? rest().chain(this::read)
                        : Uni.createFrom().item(batch))
                .invoke(batch -> givenOut = Optional.of(clock.instant()));
    }

    /** While the database is away there is nothing to read; it is all there when it comes back. */
    private Uni<List<Arrival>> read() {
        if (over) {
            return Uni.createFrom().item(List.of());
        }
        news = false;
        return log.follow(filter, place, BATCH)
                .invoke(this::remember)
                .onFailure(DatabaseFailures::isPassing)
                .recoverWithItem(List.of());
    }

    private void remember(List<Arrival> batch) {
        if (!batch.isEmpty()) {
            place = batch.get(batch.size() - 1).place();
        }
    }

    private Uni<Void> rest() {
        return Uni.createFrom()
                .<Void>emitter(this::rest)
                .ifNoItem()
                .after(settings.keepAlive())
                .recoverWithItem((Void) null);
    }

    private void rest(UniEmitter<? super Void> end) {
        resting.set(end);
        if (news || over) {
            stopResting();
        }
    }

    private void stopResting() {
        UniEmitter<? super Void> end = resting.getAndSet(null);
        if (end != null) {
            end.complete(null);
        }
    }
}
