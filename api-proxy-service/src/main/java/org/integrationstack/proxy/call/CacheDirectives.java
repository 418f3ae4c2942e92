package org.integrationstack.proxy.call;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a caller wants of the cache.
 *
 * @param noStore keep out of it altogether
 * @param noCache ask the provider, at least whether what is there still holds
 * @param maxAge treat an answer as fresh for that long, whatever the provider says
 */
public record CacheDirectives(boolean noStore, boolean noCache, Optional<Duration> maxAge) {
    /** The provider's word alone counts. */
    public static final CacheDirectives NONE = new CacheDirectives(false, false, Optional.empty());

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    /**
     * Reads the values of the caller's {@code Integration-Cache-Control} headers; unknown directives mean nothing.
     *
     * @throws IllegalArgumentException for a {@code max-age} that is not a number of seconds
     */
    public static CacheDirectives own(List<String> values) {
        Map<String, String> directives = parse(values);
        return new CacheDirectives(
                directives.containsKey("no-store"),
                directives.containsKey("no-cache"),
                Optional.ofNullable(directives.get("max-age")).map(CacheDirectives::seconds));
    }

    /**
     * Reads the values of the caller's {@code Cache-Control} headers, as far as they ask for less caching.
     *
     * <p>Source: RFC 9111, section 5.2.1.
     */
    public static CacheDirectives standard(List<String> values) {
        Map<String, String> directives = parse(values);
        boolean noCache = directives.containsKey("no-cache") || "0".equals(directives.get("max-age"));
        return new CacheDirectives(directives.containsKey("no-store"), noCache, Optional.empty());
    }

    /**
     * The directives of a {@code Cache-Control}-like header, by lower-case name; one without an argument has an empty
     * one.
     *
     * <p>Source: RFC 9111, section 5.2.
     */
    public static Map<String, String> parse(List<String> values) {
        Map<String, String> directives = new HashMap<>();
        values.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(directive -> directive.trim().split("=", 2))
                .forEach(parts -> directives.putIfAbsent(
                        parts[0].trim().toLowerCase(Locale.ROOT), parts.length < 2 ? "" : unquoted(parts[1].trim())));
        return directives;
    }

    private static String unquoted(String argument) {
        boolean quoted = argument.length() >= 2 && argument.startsWith("\"") && argument.endsWith("\"");
        return quoted ? argument.substring(1, argument.length() - 1) : argument;
    }

    private static Duration seconds(String text) {
        if (!SECONDS.matcher(text).matches()) {
            throw new IllegalArgumentException("max-age is a number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }
}
