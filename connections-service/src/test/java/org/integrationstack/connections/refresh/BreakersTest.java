package org.integrationstack.connections.refresh;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BreakersTest {
    private static final URI ENDPOINT = URI.create("https://provider.example/token");
    private static final URI OTHER = URI.create("https://other.example/token");

    private final Hands clock = new Hands();
    private final Breakers breakers = new Breakers(clock);

    @Test
    void letsCallsThroughWhileAnEndpointFailsNowAndThen() {
        fail(4);
        breakers.answered(ENDPOINT);
        fail(4);

        assertThat(breakers.refusal(ENDPOINT)).isEmpty();
        assertThat(breakers.openCount()).isZero();
    }

    @Test
    void keepsCallsFromAnEndpointThatFailedFiveTimesInARow() {
        fail(5);

        assertThat(breakers.refusal(ENDPOINT)).contains(clock.instant().plusSeconds(5));
        assertThat(breakers.refusal(OTHER)).isEmpty();
        assertThat(breakers.openCount()).isOne();
    }

    @Test
    void letsOneCallTryWhenTheTimeIsOver() {
        fail(5);
        clock.pass(Duration.ofSeconds(5));

        assertThat(breakers.refusal(ENDPOINT)).isEmpty();
        assertThat(breakers.refusal(ENDPOINT)).contains(clock.instant().plusSeconds(5));
    }

    @Test
    void closesWhenTheTryIsAnswered() {
        fail(5);
        clock.pass(Duration.ofSeconds(5));
        breakers.refusal(ENDPOINT);

        breakers.answered(ENDPOINT);

        assertThat(breakers.refusal(ENDPOINT)).isEmpty();
        assertThat(breakers.refusal(ENDPOINT)).isEmpty();
        assertThat(breakers.openCount()).isZero();
    }

    @Test
    void staysOpenTwiceAsLongEachTimeTwoMinutesAtMost() {
        fail(5);
        for (int seconds : new int[] {5, 10, 20, 40, 80, 120, 120}) {
            assertThat(breakers.refusal(ENDPOINT)).contains(clock.instant().plusSeconds(seconds));
            clock.pass(Duration.ofSeconds(seconds));
            assertThat(breakers.refusal(ENDPOINT)).isEmpty();
            breakers.failed(ENDPOINT);
        }
    }

    @Test
    void forgetsATryThatIsNeverConcluded() {
        fail(5);
        clock.pass(Duration.ofSeconds(5));
        breakers.refusal(ENDPOINT);
        clock.pass(Duration.ofSeconds(5));

        assertThat(breakers.refusal(ENDPOINT)).isEmpty();
    }

    @Test
    void opensAtOnceWhereTheAnswerConcernsEveryCall() {
        Instant until = breakers.open(ENDPOINT);

        assertThat(until).isEqualTo(clock.instant().plusSeconds(5));
        assertThat(breakers.refusal(ENDPOINT)).contains(until);
    }

    @Test
    void learnsNothingFromCallsThatWereOnTheirWayWhenItOpened() {
        fail(20);

        assertThat(breakers.refusal(ENDPOINT)).contains(clock.instant().plusSeconds(5));
        assertThat(breakers.open(ENDPOINT)).isEqualTo(clock.instant().plusSeconds(5));
        assertThat(breakers.refusal(ENDPOINT)).contains(clock.instant().plusSeconds(5));
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breakers.failed(ENDPOINT);
        }
    }

    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-11-24T10:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
