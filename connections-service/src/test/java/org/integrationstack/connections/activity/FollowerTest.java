package org.integrationstack.connections.activity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ActivityRecorded;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;

import static org.assertj.core.api.Assertions.assertThat;

class FollowerTest implements ActivitySettings {
    private static final Instant START = Instant.parse("2026-11-24T07:00:00Z");
    private static final ActivityFilter FILTER = new ActivityFilter(
            new TenantId("acme"),
            Optional.empty(),
            Narrowing.NONE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final EndlessLog log = new EndlessLog();
    private final AtomicBoolean dropped = new AtomicBoolean();
    private final AtomicBoolean valid = new AtomicBoolean(true);
    private Instant now = START;
    private final Follower follower =
            new Follower(log, FILTER, Place.before(1), valid::get, () -> dropped.set(true), this, () -> now);

    /** However much there is to read, no more is read than the caller has asked for. */
    @Test
    void readsAsFastAsItsCallerTakes() {
        AssertSubscriber<List<ActivityLog.Arrival>> caller =
                follower.batches().subscribe().withSubscriber(AssertSubscriber.create(2));

        assertThat(caller.getItems()).hasSize(2);
        assertThat(log.reads).hasValue(2);

        caller.request(1);
        assertThat(caller.getItems()).hasSize(3);
        assertThat(log.reads).hasValue(3);
    }

    @Test
    void dropsACallerThatDoesNotRead() {
        AssertSubscriber<List<ActivityLog.Arrival>> caller =
                follower.batches().subscribe().withSubscriber(AssertSubscriber.create(1));

        now = START.plus(patience());
        follower.check();
        assertThat(dropped).isFalse();

        now = START.plus(patience()).plusMillis(1);
        follower.check();
        assertThat(dropped).isTrue();
        caller.request(1);
        caller.assertCompleted();
    }

    @Test
    void keepsACallerThatReads() {
        AssertSubscriber<List<ActivityLog.Arrival>> caller =
                follower.batches().subscribe().withSubscriber(AssertSubscriber.create(1));

        now = START.plus(patience());
        caller.request(1);
        now = START.plus(patience()).plusMillis(1);
        follower.check();

        assertThat(dropped).isFalse();
    }

    @Test
    void endsACallerThatIsNoLongerWhoItWas() {
        log.empty = true;
        AssertSubscriber<List<ActivityLog.Arrival>> caller =
                follower.batches().subscribe().withSubscriber(AssertSubscriber.create(1));

        valid.set(false);
        follower.check();

        caller.awaitCompletion();
        assertThat(dropped).isFalse();
    }

    @Test
    void readsAgainOnceWoken() {
        log.empty = true;
        AssertSubscriber<List<ActivityLog.Arrival>> caller =
                follower.batches().subscribe().withSubscriber(AssertSubscriber.create(1));
        caller.assertHasNotReceivedAnyItem();

        log.empty = false;
        follower.wake();

        assertThat(caller.awaitItems(1).getItems().get(0)).hasSize(100);
    }

    @Override
    public Duration retention() {
        return Duration.ofDays(90);
    }

    @Override
    public Duration keepAlive() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(30);
    }

    @Override
    public int streamsPerCaller() {
        return 1;
    }

    /** A log in which there is always more, unless it is empty. */
    private static final class EndlessLog implements ActivityLog {
        final AtomicInteger reads = new AtomicInteger();
        volatile boolean empty;

        @Override
        public Uni<List<Arrival>> follow(ActivityFilter filter, Place after, int limit) {
            reads.incrementAndGet();
            return Uni.createFrom()
                    .item(
                            empty
                                    ? List.of()
                                    : IntStream.range(0, limit)
                                            .mapToObj(EndlessLog::arrival)
                                            .toList());
        }

        private static Arrival arrival(int number) {
            UUID id = new UUID(0, number);
            Activity activity = new Activity(id, "t", null, null, START, "s", Map.of(), null);
            return new Arrival(activity, new Place(2, START, id));
        }

        @Override
        public Uni<Void> add(List<ActivityRecorded> acts) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Void> restore(List<ActivityRecorded> acts) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Page<Activity>> list(ActivityFilter filter, Optional<Position> after, int size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Arrivals> arrivals(long horizon) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Place> end() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Integer> forget(Instant before) {
            throw new UnsupportedOperationException();
        }
    }
}
