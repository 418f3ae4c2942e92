package org.integrationstack.gateway.signature;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.provider.SignatureScheme.TimeUnit;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;

/** When a delivery says that it was signed. */
final class SignedTime {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");
    private static final Pattern MILLIS = Pattern.compile("[0-9]{1,14}");
    /** Source: RFC 3339, section 5.6. */
    private static final Pattern RFC3339 = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?(?:Z|[+-][0-9]{2}:[0-9]{2})");

    private SignedTime() {}

    /** Empty where it is not written so. */
    static Optional<Instant> parse(TimeUnit unit, String text) {
        return switch (unit) {
            case SECONDS -> matching(SECONDS, text).map(Long::parseLong).map(Instant::ofEpochSecond);
            case MILLIS -> matching(MILLIS, text).map(Long::parseLong).map(Instant::ofEpochMilli);
            case RFC3339 -> matching(RFC3339, text).flatMap(SignedTime::date);
        };
    }

    static boolean isWithin(Timestamp rule, Instant signedAt, Instant now) {
        return Duration.between(signedAt, now).abs().compareTo(rule.tolerance()) <= 0;
    }

    private static Optional<String> matching(Pattern form, String text) {
        return Optional.of(text).filter(written -> form.matcher(written).matches());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
