package org.integrationstack.connections.grant.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.http.InboundResponse;

/** Reads how long a server asks to be left alone. Source: RFC 9110 section 10.2.3: seconds or a date. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    /** A server that asks for more gets this much: a typing mistake of its should not cost a day. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private RetryAfter() {}

    /** What the answer asks for; zero where it asks for nothing, or nothing sensible. */
    static Duration of(InboundResponse response, Instant now) {
        return response.header("Retry-After").flatMap(value -> read(value, now)).orElse(Duration.ZERO);
    }

    /** The time from now on; empty where it makes no sense. */
    static Optional<Duration> read(String value, Instant now) {
        return wish(value.strip(), now)
                .filter(wish -> !wish.isNegative())
                .map(wish -> wish.compareTo(LONGEST) < 0 ? wish : LONGEST);
    }

    private static Optional<Duration> wish(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant at = DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from);
            return Optional.of(Duration.between(now, at));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
