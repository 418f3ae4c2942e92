package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PausesTest {
    private static final Instant ISSUED = Instant.parse("2026-11-24T10:00:00Z");

    private final Pauses pauses = new Pauses(Duration.ofSeconds(2), Duration.ofMinutes(5), new Random(1));

    @Test
    void spreadsTokensThatWereIssuedTogetherOverAQuarterOfTheirLife() {
        List<Long> due = IntStream.range(0, 10_000)
                .mapToObj(i -> Duration.between(ISSUED, pauses.due(ISSUED, ISSUED.plusSeconds(1_000)))
                        .toSeconds())
                .sorted()
                .toList();

        assertThat(due.get(0)).isBetween(600L, 605L);
        assertThat(due.get(5_000)).isBetween(715L, 735L);
        assertThat(due.get(9_999)).isBetween(845L, 850L);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,4", "3,8", "7,128", "8,256", "9,300", "1000000,300"})
    void doublesThePauseWithEachFailure(int failures, long seconds) {
        IntStream.range(0, 1_000)
                .forEach(i -> assertThat(pauses.after(failures, Duration.ZERO).toMillis())
                        .isBetween(seconds * 500, seconds * 1_000));
    }

    @Test
    void waitsAtLeastAsLongAsTheProviderAsksFor() {
        IntStream.range(0, 1_000)
                .forEach(i -> assertThat(pauses.after(1, Duration.ofMinutes(10)))
                        .isBetween(
                                Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(2)));
    }
}
