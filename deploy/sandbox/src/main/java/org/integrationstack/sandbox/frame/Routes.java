package org.integrationstack.sandbox.frame;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table from method and path template to a handler. {@code {name}} stands for one segment, {@code
 * {name+}} at the end for all that remain (also none). Segments are split before they are decoded,
 * so that {@code heads%2Fmain} is one. Routes are tried in the order they were added.
 *
 * @param <H> the handlers' type
 */
public final class Routes<H> {

    /** A handler and the decoded values of its template's names. */
    public record Match<H>(H handler, Map<String, String> values) {}

    private record Route<H>(String method, List<String> template, H handler) {}

    private final List<Route<H>> routes = new ArrayList<>();

    /** Adds a route. */
    public Routes<H> on(String method, String template, H handler) {
        routes.add(new Route<>(method, segments(template), handler));
        return this;
    }

    /** The first route that fits. */
    public Optional<Match<H>> find(String method, String path) {
        List<String> segments = segments(path);
        return routes.stream()
                .filter(route -> route.method.equals(method))
                .flatMap(route ->
                        values(route.template, segments).stream().map(values -> new Match<>(route.handler, values)))
                .findFirst();
    }

    private static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    private static Optional<Map<String, String>> values(List<String> template, List<String> segments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < template.size(); i++) {
            String expected = template.get(i);
            if (expected.endsWith("+}")) {
                List<String> rest = segments.subList(Math.min(i, segments.size()), segments.size());
                values.put(expected.substring(1, expected.length() - 2), decode(String.join("/", rest)));
                return Optional.of(values);
            }
            if (i >= segments.size() || !matches(expected, segments.get(i), values)) {
                return Optional.empty();
            }
        }
        return template.size() == segments.size() ? Optional.of(values) : Optional.empty();
    }

    private static boolean matches(String expected, String segment, Map<String, String> values) {
        if (!expected.startsWith("{")) {
            return expected.equals(segment);
        }
        values.put(expected.substring(1, expected.length() - 1), decode(segment));
        return !segment.isEmpty();
    }

    private static String decode(String segment) {
        try {
            // A plus sign is itself in a path; only forms read it as a space.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid("The path holds a malformed percent encoding.");
        }
    }
}
