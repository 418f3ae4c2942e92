package org.integrationstack.common.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

import io.vertx.core.MultiMap;

/** An answer, whole. {@code headers} compare names without case; nobody changes them. */
@SuppressWarnings("ArrayRecordComponent") // read once; nobody compares answers
public record InboundResponse(int status, MultiMap headers, byte[] body) {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    public InboundResponse {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * How long the answer wants to be left alone; empty where it does not say, or says a time that is past.
     *
     * <p>Source: RFC 9110, section 10.2.3: seconds, or a date.
     */
    public Optional<Duration> retryAfter(Instant now) {
        return header("Retry-After")
                .flatMap(value -> pause(value, now))
                .filter(pause -> pause.compareTo(Duration.ZERO) > 0);
    }

    private static Optional<Duration> pause(String value, Instant now) {
        if (SECONDS.matcher(value).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        try {
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, date));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Headers and bodies hold credentials. */
    @Override
    public String toString() {
        return "InboundResponse[" + status + ", " + body.length + " bytes]";
    }
}
