package org.integrationstack.common.provider;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonPointer;

/**
 * How a provider's API is called.
 *
 * @param headers sent with every call; a caller's own header of the same name is dropped
 * @param excludedPaths paths that calls through the proxy never reach, nor what is beneath them, such as token and
 *     revocation endpoints
 * @param accountSelectors names of headers and query parameters that choose on whose behalf a call acts; a caller's own
 *     are dropped
 * @param throttled what the provider's answers look like when it has had enough; the first that matches counts
 */
public record Api(
        UrlTemplate baseUrl,
        Map<String, String> headers,
        Authorization authorization,
        List<String> excludedPaths,
        List<String> accountSelectors,
        List<Limit> limits,
        List<Throttled> throttled,
        Optional<Pagination> pagination) {

    public Api {
        headers = Copies.of(headers);
        excludedPaths = List.copyOf(excludedPaths);
        accountSelectors = List.copyOf(accountSelectors);
        limits = List.copyOf(limits);
        throttled = List.copyOf(throttled);
    }

    /**
     * How a credential is presented with each call.
     *
     * @param value uses {@code {access_token}}
     * @param secret what {@code {access_token}} is
     * @param headers sent beside it; they may use inputs and kept values, such as the account for which an app-wide
     *     secret acts
     */
    public record Authorization(String header, Template value, ApiSecret secret, Map<String, Template> headers) {

        private static final Pattern FIELD_VALUE = Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?");

        public Authorization {
            headers = Copies.of(headers);
        }

        /** {@code Authorization: Bearer}. */
        public static Authorization bearer() {
            return new Authorization(
                    "Authorization", new Template("Bearer {access_token}"), ApiSecret.ACCESS_TOKEN, Map.of());
        }

        /**
         * The header fields, by name.
         *
         * @param variables {@code access_token}, inputs and kept values
         * @throws IllegalArgumentException if a variable has no value, or one that no header field may have; the message
         *     never shows the value
         */
        public Map<String, String> fields(Map<String, String> variables) {
            Map<String, String> fields = new LinkedHashMap<>();
            headers.forEach((name, template) -> fields.put(name, field(name, template, variables)));
            fields.put(header, field(header, value, variables));
            return fields;
        }

        private static String field(String name, Template template, Map<String, String> variables) {
            String field = template.render(variables);
            if (!FIELD_VALUE.matcher(field).matches()) {
                throw new IllegalArgumentException("the values make no header field " + name);
            }
            return field;
        }

        private Set<String> names() {
            Set<String> names = new LinkedHashSet<>(headers.keySet());
            names.add(header);
            return names;
        }
    }

    /** What {@code {access_token}} is when a connection of an OAuth grant calls. */
    public enum ApiSecret {
        /** The connection's access token. */
        ACCESS_TOKEN,
        /**
         * The client secret: app-wide, so that it acts only for the account that the grant proved, which a header of
         * {@link Authorization} names by a kept value.
         */
        CLIENT_SECRET
    }

    /** The same API, called with that; what the others send is dropped from calls like {@link #accountSelectors}. */
    Api presenting(Authorization own, Collection<Authorization> others) {
        Set<String> selectors = new LinkedHashSet<>(accountSelectors);
        others.forEach(other -> selectors.addAll(other.names()));
        selectors.addAll(own.headers().keySet());
        return new Api(baseUrl, headers, own, excludedPaths, List.copyOf(selectors), limits, throttled, pagination);
    }

    /**
     * A quota the provider publishes.
     *
     * @param name unique in the definition, for metrics and answers
     * @param permits how many in any window
     * @param writeCost permits that a call takes whose method is neither GET, HEAD nor OPTIONS
     * @param freeStatuses answers that do not count
     * @param paths which calls it counts: those at or beneath one of these; all where there are none
     * @param reported the headers that tell the quota's state; present for {@link LimitKind#REPORTED} alone
     */
    public record Limit(
            String name,
            Level level,
            LimitKind kind,
            int permits,
            Duration window,
            int writeCost,
            Set<Integer> freeStatuses,
            List<String> paths,
            Optional<ReportedBy> reported) {
        public Limit {
            freeStatuses = Set.copyOf(freeStatuses);
            paths = List.copyOf(paths);
            if ((kind == LimitKind.REPORTED) != reported.isPresent()) {
                throw new IllegalArgumentException("needs headers if, and only if, kind is reported");
            }
            if (kind == LimitKind.SLIDING && window.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException("a sliding window is a minute at most; use kind reported");
            }
        }
    }

    /** Whom a quota counts: everything this installation sends, or each account at the provider. */
    public enum Level {
        APP,
        ACCOUNT
    }

    /** How a quota is kept. */
    public enum LimitKind {
        /** Never more than the permits in any window; for windows up to a minute. */
        SLIDING,
        /** Counted from what the provider reports; for long windows. */
        REPORTED
    }

    /** The response headers that tell a quota's state. */
    public sealed interface ReportedBy {

        /**
         * A header for each number.
         *
         * @param reset when the window ends, in seconds since 1970
         * @param resource where present, the header that names the quota an answer reports, and the name it must have
         */
        record Counts(String limit, String remaining, String reset, Optional<HeaderValue> resource)
                implements ReportedBy {}

        /**
         * One header for all, as in {@code api-usage=18/5000}; when the window ends it does not say.
         *
         * @param name what stands before the equals sign
         */
        record Usage(String header, String name) implements ReportedBy {}
    }

    /** A header and the value that is looked for. */
    public record HeaderValue(String name, String value) {}

    /**
     * An answer that says "too much".
     *
     * @param statuses the statuses it comes with
     * @param header a header that must be there as well
     * @param body what the JSON body must say as well
     * @param level whom the pause concerns
     * @param executed whether the call may have taken effect all the same; a call that was not executed may be repeated
     * @param resetHeader where present and no {@code Retry-After} came, the header with the end of the pause, in seconds
     *     since 1970
     * @param atLeast the pause where the answer names none
     */
    public record Throttled(
            Set<Integer> statuses,
            Optional<HeaderCondition> header,
            Optional<BodyCondition> body,
            Level level,
            boolean executed,
            Optional<String> resetHeader,
            Duration atLeast) {
        public Throttled {
            statuses = Set.copyOf(statuses);
        }
    }

    /** A header that must be there, with that value where one is named. */
    public record HeaderCondition(String name, Optional<String> value) {}

    /** What a JSON body must say: one of the values there. */
    public record BodyCondition(JsonPointer pointer, Set<String> values) {
        public BodyCondition {
            values = Set.copyOf(values);
        }
    }

    /** How lists are paged. */
    public sealed interface Pagination {

        /** How a page's size is chosen; empty where a caller cannot. */
        Optional<PageSize> size();

        /** The next page's URL is in {@code Link} with {@code rel="next"} (Source: RFC 8288). */
        record LinkHeader(Optional<PageSize> size) implements Pagination {}

        /**
         * The answer names the next page; there is none where it names nothing.
         *
         * @param parameter the query parameter that asks for it
         * @param next where in the answer its name is
         */
        record Cursor(String parameter, JsonPointer next, Optional<PageSize> size) implements Pagination {}

        /**
         * The next page begins behind the last element of this one.
         *
         * @param parameter the query parameter that names that element
         * @param list where in the answer the elements are
         * @param id where in each its name is
         * @param more where in the answer it says whether there are more
         */
        record LastElement(
                String parameter, JsonPointer list, JsonPointer id, JsonPointer more, Optional<PageSize> size)
                implements Pagination {}

        /**
         * The answer has the next page's path; there is none where it has nothing.
         *
         * @param next where in the answer it is
         */
        record NextPath(JsonPointer next, Optional<PageSize> size) implements Pagination {}
    }

    /**
     * How a page's size is chosen.
     *
     * @param parameter the query parameter
     * @param largest the largest page
     */
    public record PageSize(String parameter, int largest) {}
}
