package org.integrationstack.proxy.call;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a caller asks of the provider: path and query below the connection, byte for byte as they came. Nothing in it is
 * decoded on its way ({@code heads%2Fmain} arrives as {@code heads%2Fmain}), so everything in it is judged as any server
 * behind us might read it.
 *
 * @param path starts with a slash
 * @param query without its question mark; empty when there was none
 */
public record RequestTarget(String path, Optional<String> query) {
    /** Servers decode once, careless ones again for each layer they pass; nobody is known to go further than this. */
    private static final int DECODINGS = 3;

    private static final Pattern MALFORMED_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern FOREIGN_AUTHORITY = Pattern.compile("//.*|/+[A-Za-z][A-Za-z0-9+.-]*:/{2}.*");
    /**
     * How over-long UTF-8 begins, in which lenient decoders find a dot or a slash; one character per octet. Source: RFC
     * 3629, section 3.
     */
    private static final Pattern OVERLONG_FORM = Pattern.compile("[\\xc0\\xc1]|\\xe0[\\x80-\\x9f]|\\xf0[\\x80-\\x8f]");

    private static final Pattern SLASHES = Pattern.compile("/{2,}");
    private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

    public RequestTarget {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("a path starts with a slash");
        }
    }

    /** Splits a raw target; a missing path is the root. */
    public static RequestTarget of(String raw) {
        int mark = raw.indexOf('?');
        String path = mark < 0 ? raw : raw.substring(0, mark);
        Optional<String> query = mark < 0 ? Optional.empty() : Optional.of(raw.substring(mark + 1));
        return new RequestTarget(path.isEmpty() ? "/" : path, query);
    }

    /** Path and query as they go on the wire. */
    public String raw() {
        return query.map(text -> path + "?" + text).orElse(path);
    }

    /**
     * Why this target must not be forwarded, in words for its sender; empty when it may be.
     *
     * <p>Source: RFC 3986, sections 2.1 (escapes), 3.3 (path) and 5.2.4 (dot segments); RFC 9112, section 3.2.1.
     */
    public Optional<String> violation() {
        if (!isPrintable(raw()) || raw().indexOf('#') >= 0) {
            return Optional.of("The path and query may hold visible ASCII characters only; escape the others.");
        }
        if (MALFORMED_ESCAPE.matcher(path).find()) {
            return Optional.of("The path holds a percent sign that starts no escape.");
        }
        return readings().stream()
                .flatMap(reading -> violationOf(reading).stream())
                .findFirst();
    }

    /**
     * Whether any reading of the path lies at or below one of these paths, disregarding case, repeated and trailing
     * slashes and path parameters.
     */
    public boolean isBelow(List<String> prefixes) {
        return readings().stream()
                .map(RequestTarget::normalized)
                .anyMatch(reading -> prefixes.stream()
                        .map(RequestTarget::normalized)
                        .anyMatch(prefix -> reading.equals(prefix) || reading.startsWith(prefix + "/")));
    }

    /** The same target without the query parameters of these lower-case names, however the names are escaped. */
    public RequestTarget withoutParameters(Set<String> names) {
        Predicate<String> kept = parameter ->
                decodings(nameOf(parameter)).stream().noneMatch(name -> names.contains(name.toLowerCase(Locale.ROOT)));
        return new RequestTarget(
                path,
                query.map(
                        text -> Arrays.stream(text.split("&", -1)).filter(kept).collect(Collectors.joining("&"))));
    }

    private List<String> readings() {
        return decodings(path);
    }

    private static Optional<String> violationOf(String reading) {
        if (reading.indexOf('\\') >= 0) {
            return Optional.of("The path holds a backslash.");
        }
        if (reading.chars().anyMatch(RequestTarget::isControl)) {
            return Optional.of("The path holds a control character.");
        }
        if (OVERLONG_FORM.matcher(reading).find()) {
            return Optional.of("The path holds bytes that are not UTF-8.");
        }
        if (Arrays.stream(reading.split("/")).anyMatch(RequestTarget::isDotSegment)) {
            return Optional.of("The path holds a dot segment.");
        }
        if (FOREIGN_AUTHORITY.matcher(reading).matches()) {
            return Optional.of("The path names a host.");
        }
        return Optional.empty();
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(character -> character > 0x20 && character < 0x7f);
    }

    private static boolean isControl(int character) {
        return character < 0x20 || character == 0x7f;
    }

    /** Some servers cut path parameters off before they resolve dot segments: {@code ..;a=b} is one too. */
    private static boolean isDotSegment(String segment) {
        String bare = PATH_PARAMETERS.matcher(segment).replaceFirst("");
        return bare.equals(".") || bare.equals("..");
    }

    /** The text as it came and after each decoding, as far as that changes anything; one character per octet. */
    private static List<String> decodings(String text) {
        List<String> readings = new ArrayList<>(List.of(text));
        String reading = text;
        for (int i = 0; i < DECODINGS && reading.indexOf('%') >= 0; i++) {
            reading = decoded(reading);
            readings.add(reading);
        }
        return readings;
    }

    /** Lenient as the servers that matter here: what is no escape stays as it is. */
    private static String decoded(String text) {
        StringBuilder decoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int octet = octetAt(text, i);
            decoded.append(octet < 0 ? text.charAt(i) : (char) octet);
            i += octet < 0 ? 0 : 2;
        }
        return decoded.toString();
    }

    private static int octetAt(String text, int index) {
        if (text.charAt(index) != '%' || index + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(index + 1), 16);
        int low = Character.digit(text.charAt(index + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static String normalized(String reading) {
        String bare = PATH_PARAMETERS.matcher(reading).replaceAll("");
        String single = SLASHES.matcher(bare).replaceAll("/").toLowerCase(Locale.ROOT);
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    private static String nameOf(String parameter) {
        int equals = parameter.indexOf('=');
        return equals < 0 ? parameter : parameter.substring(0, equals);
    }
}
