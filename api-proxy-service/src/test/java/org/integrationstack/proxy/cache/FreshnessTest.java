package org.integrationstack.proxy.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.proxy.call.CacheDirectives;
import org.integrationstack.proxy.testing.Fixtures;

import static org.assertj.core.api.Assertions.assertThat;

class FreshnessTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "'private, max-age=60, s-maxage=600', 60",
        "'max-age=60, no-cache', 0",
        "'max-age=\"60\"', 60",
        "'max-age=-1', 0",
        "'max-age=soon', 0",
        "'max-age=99999999999999999999', 2147483647",
        "'s-maxage=600', 0",
        "'public', 0"
    })
    void takesTheLifetimeFromCacheControl(String cacheControl, long seconds) {
        assertThat(Freshness.lifetime(Fixtures.headers("Cache-Control", cacheControl), NOW))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void takesTheLifetimeFromExpiresByTheProvidersClock() {
        MultiMap headers =
                Fixtures.headers("Date", "Sun, 01 Mar 2026 10:00:00 GMT", "Expires", "Sun, 01 Mar 2026 10:01:40 GMT");

        assertThat(Freshness.lifetime(headers, NOW)).isEqualTo(Duration.ofSeconds(100));
    }

    @ParameterizedTest
    @CsvSource({"0", "'Sun, 01 Mar 2026 09:00:00 GMT'", "-1"})
    void takesAnExpiresInThePastOrNoDateForStale(String expires) {
        MultiMap headers = Fixtures.headers("Date", "Sun, 01 Mar 2026 10:00:00 GMT", "Expires", expires);

        assertThat(Freshness.lifetime(headers, NOW)).isZero();
    }

    @Test
    void prefersMaxAgeToExpires() {
        MultiMap headers = Fixtures.headers("Cache-Control", "max-age=1", "Expires", "Sun, 01 Mar 2099 10:00:00 GMT");

        assertThat(Freshness.lifetime(headers, NOW)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void keepsNothingMarkedNoStore() {
        assertThat(Freshness.mayBeKept(Fixtures.headers("Cache-Control", "max-age=60, No-Store")))
                .isFalse();
        assertThat(Freshness.mayBeKept(Fixtures.headers("Cache-Control", "private")))
                .isTrue();
    }

    static LongStream seeds() {
        return new Random(20260301).longs(200);
    }

    /** The oracle counts every second of an answer's life one by one, as the RFC's prose does. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithCountingSeconds(long seed) {
        Random random = new Random(seed);
        int maxAge = random.nextInt(20);
        int ageOnArrival = random.nextInt(10);
        int delay = random.nextInt(5);
        int dateBehind = random.nextInt(25) - 5;
        int resident = random.nextInt(20);
        Optional<Duration> wanted =
                random.nextBoolean() ? Optional.empty() : Optional.of(Duration.ofSeconds(random.nextInt(20)));
        boolean noCache = random.nextInt(10) == 0;
        MultiMap headers = Fixtures.headers(
                "Cache-Control",
                "max-age=" + maxAge,
                "Age",
                Integer.toString(ageOnArrival),
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        NOW.minusSeconds(dateBehind).atOffset(ZoneOffset.UTC)));
        StoredAnswer answer = new StoredAnswer(
                List.of(),
                Buffer.buffer(),
                NOW,
                Freshness.initialAge(headers, NOW, Duration.ofSeconds(delay)),
                Freshness.lifetime(headers, NOW),
                Map.of());

        boolean fresh =
                Freshness.isFresh(answer, new CacheDirectives(false, noCache, wanted), NOW.plusSeconds(resident));

        List<Integer> secondsLived = new ArrayList<>();
        for (int i = 0; i < Math.max(dateBehind, ageOnArrival + delay) + resident; i++) {
            secondsLived.add(i);
        }
        long allowed = wanted.map(Duration::toSeconds).orElse((long) maxAge);
        assertThat(fresh).isEqualTo(!noCache && secondsLived.size() < allowed);
    }
}
