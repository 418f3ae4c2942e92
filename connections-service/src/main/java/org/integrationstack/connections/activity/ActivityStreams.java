package org.integrationstack.connections.activity;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.connections.activity.ActivityLog.Arrival;

/**
 * All who follow the log on this replica. One look into the database, for all of them, tells whose tenants have got
 * something; only they read. Without followers nobody looks. Thread-safe.
 */
@ApplicationScoped
public class ActivityStreams {
    private static final Logger LOG = Logger.getLogger(ActivityStreams.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private final Map<Who, Integer> open = new ConcurrentHashMap<>();
    private final ActivityLog log;
    private final ActivitySettings settings;
    private volatile OptionalLong horizon = OptionalLong.empty();
    private volatile boolean failing;
    private Cancellable looks;

    @Inject
    ActivityStreams(ActivityLog log, ActivitySettings settings, MeterRegistry metrics) {
        this.log = log;
        this.settings = settings;
        metrics.gaugeCollectionSize("integration.activity.streams", List.of(), followers);
    }

    /**
     * The acts that the filter admits from now on, or from behind that place on: each once, and none is left out,
     * whichever replica gave out the place. An empty batch comes first, and after each silence.
     *
     * @param mayGoOn whether the caller is still who it was
     * @param drop ends the connection of a caller that does not read
     * @return empty when the caller follows as many streams as it may
     */
    public Optional<Multi<List<Arrival>>> follow(
            Caller caller, ActivityFilter filter, Optional<Place> after, BooleanSupplier mayGoOn, Runnable drop) {
        Who who = new Who(caller.tenant(), caller.subject());
        if (open.merge(who, 1, Integer::sum) > settings.streamsPerCaller()) {
            close(who);
            return Optional.empty();
        }
        return Optional.of(log.end()
                .map(end ->
                        after.filter(place -> place.storedBy() < end.storedBy()).orElse(end))
                .onItem()
                .transformToMulti(place ->
                        batches(new Follower(log, filter, place, mayGoOn, drop, settings, InstantSource.system())))
                .onFailure()
                .invoke(failure -> LOG.warnf("a stream of activity breaks off: %s", failure.getMessage()))
                .onTermination()
                .invoke(() -> close(who)));
    }

    /** At once one that is empty: it says that nothing is missed from here on. */
    private Multi<List<Arrival>> batches(Follower follower) {
        followers.add(follower);
        return Multi.createBy()
                .concatenating()
                .streams(Multi.createFrom().item(List.of()), follower.batches())
                .onTermination()
                .invoke(() -> followers.remove(follower));
    }

    private void close(Who who) {
        open.computeIfPresent(who, (key, count) -> count == 1 ? null : count - 1);
    }

    void start(@Observes StartupEvent event) {
        looks = Multi.createFrom()
                .ticks()
                .every(EVERY)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> look())
                .subscribe()
                .with(done -> {}, failure -> LOG.error("nobody looks for new activity any more", failure));
    }

    void stop(@Observes ShutdownEvent event) {
        looks.cancel();
        followers.forEach(Follower::end);
    }

    private Uni<Void> look() {
        return Uni.createFrom()
                .deferred(this::arrivals)
                .onItemOrFailure()
                .invoke(this::note)
                .onFailure()
                .recoverWithNull();
    }

    /** At the first look, what came before it may have come after a follower's own. */
    private Uni<Void> arrivals() {
        followers.forEach(Follower::check);
        if (followers.isEmpty()) {
            horizon = OptionalLong.empty();
            return Uni.createFrom().voidItem();
        }
        if (horizon.isEmpty()) {
            return log.end()
                    .invoke(end -> horizon = OptionalLong.of(end.storedBy()))
                    .invoke(() -> followers.forEach(Follower::wake))
                    .replaceWithVoid();
        }
        return log.arrivals(horizon.getAsLong())
                .invoke(arrivals -> {
                    horizon = OptionalLong.of(arrivals.horizon());
                    followers.stream()
                            .filter(it ->
                                    arrivals.tenants().contains(it.filter().tenant()))
                            .forEach(Follower::wake);
                })
                .replaceWithVoid();
    }

    private void note(Void done, Throwable failure) {
        if (failure != null && !failing) {
            LOG.warnf("those who follow the activity log wait: %s", failure.getMessage());
        }
        failing = failure != null;
    }

    private record Who(TenantId tenant, UserId subject) {}
}
