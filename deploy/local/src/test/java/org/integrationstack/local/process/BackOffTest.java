package org.integrationstack.local.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackOffTest {

    private final AtomicLong now = new AtomicLong();
    private final BackOff backOff = new BackOff(now::get);

    @Test
    void waitsTwiceAsLongEachTimeUpToALimit() {
        assertThat(Stream.generate(backOff::next).limit(9).map(Duration::toMillis))
                .containsExactly(200L, 400L, 800L, 1600L, 3200L, 6400L, 12_800L, 15_000L, 15_000L);
    }

    @Test
    void callsItALoopAfterFiveEndsInARow() {
        Stream.generate(backOff::next)
                .limit(4)
                .forEach(wait -> assertThat(backOff.isLooping()).isFalse());

        backOff.next();

        assertThat(backOff.isLooping()).isTrue();
        assertThat(backOff.failures()).isEqualTo(5);
    }

    @Test
    void startsOverAfterThePartHasRunForAWhile() {
        Stream.generate(backOff::next).limit(5).forEach(wait -> backOff.started());
        now.addAndGet(Duration.ofSeconds(31).toNanos());

        assertThat(backOff.next()).isEqualTo(Duration.ofMillis(200));
        assertThat(backOff.isLooping()).isFalse();
    }

    @Test
    void doesNotTakeALongFailedStartForARun() {
        backOff.started();
        backOff.next();
        now.addAndGet(Duration.ofSeconds(90).toNanos());

        assertThat(backOff.next()).isEqualTo(Duration.ofMillis(400));
    }
}
