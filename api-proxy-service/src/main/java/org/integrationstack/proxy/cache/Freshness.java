package org.integrationstack.proxy.cache;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

import org.integrationstack.proxy.call.CacheDirectives;

/**
 * For how long answers may be used again. This is a private cache; nothing is guessed: an answer without an explicit
 * lifetime is stale at once.
 */
final class Freshness {
    private static final Pattern SECONDS = Pattern.compile("\\d+");
    /** Longer numbers mean "very long". Source: RFC 9111, section 1.2.2. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private Freshness() {}

    /** Whether the provider lets an answer be kept. Source: RFC 9111, section 3. */
    static boolean mayBeKept(MultiMap headers) {
        return !directives(headers).containsKey("no-store");
    }

    /**
     * How old an answer may grow without being asked about.
     *
     * <p>Source: RFC 9111, sections 4.2.1 and 5.2.2.4; {@code s-maxage} is for shared caches only.
     */
    static Duration lifetime(MultiMap headers, Instant received) {
        Map<String, String> directives = directives(headers);
        if (directives.containsKey("no-cache")) {
            return Duration.ZERO;
        }
        if (directives.containsKey("max-age")) {
            return seconds(directives.get("max-age")).orElse(Duration.ZERO);
        }
        Instant date = date(headers, HttpHeaders.DATE).orElse(received);
        return date(headers, HttpHeaders.EXPIRES)
                .map(expires -> Duration.between(date, expires))
                .filter(time -> !time.isNegative())
                .orElse(Duration.ZERO);
    }

    /**
     * How old an answer is when it comes.
     *
     * @param delay between the request and its answer
     *     <p>Source: RFC 9111, section 4.2.3.
     */
    static Duration initialAge(MultiMap headers, Instant received, Duration delay) {
        Duration apparent = date(headers, HttpHeaders.DATE)
                .map(date -> Duration.between(date, received))
                .orElse(Duration.ZERO);
        Duration corrected = Optional.ofNullable(headers.get(HttpHeaders.AGE))
                .flatMap(Freshness::seconds)
                .orElse(Duration.ZERO)
                .plus(delay);
        return apparent.compareTo(corrected) > 0 ? apparent : corrected;
    }

    /** Whether a kept answer will do for a caller, without asking the provider. */
    static boolean isFresh(StoredAnswer answer, CacheDirectives wanted, Instant now) {
        Duration lifetime = wanted.maxAge().orElse(answer.lifetime());
        return !wanted.noCache() && answer.age(now).compareTo(lifetime) < 0;
    }

    private static Map<String, String> directives(MultiMap headers) {
        return CacheDirectives.parse(headers.getAll(HttpHeaders.CACHE_CONTROL));
    }

    private static Optional<Duration> seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(text.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(text)));
    }

    private static Optional<Instant> date(MultiMap headers, CharSequence name) {
        List<String> values = headers.getAll(name);
        try {
            return values.size() == 1
                    ? Optional.of(ZonedDateTime.parse(values.get(0), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
