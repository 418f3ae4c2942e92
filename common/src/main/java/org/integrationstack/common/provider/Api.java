package org.integrationstack.common.provider;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a provider's API is called.
 *
 * @param headers sent with every call; a caller's own header of the same name is dropped
 * @param excludedPaths path prefixes that calls through the proxy never reach, such as token and revocation endpoints
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
     * How a token is sent.
     *
     * @param value may use {@code {access_token}}
     */
    public record Authorization(String header, Template value) {}

    /**
     * A quota the provider publishes.
     *
     * @param name unique in the definition, for metrics and answers
     * @param permits how many in any window
     * @param writeCost permits that a call takes whose method is neither GET, HEAD nor OPTIONS
     * @param freeStatuses answers that do not count
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
            Optional<ReportedBy> reported) {
        public Limit {
            freeStatuses = Set.copyOf(freeStatuses);
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

    /**
     * The response headers that tell a quota's state.
     *
     * @param reset when the window ends, in seconds since 1970
     * @param resource where present, the header that names the quota an answer reports, and the name it must have
     */
    public record ReportedBy(String limit, String remaining, String reset, Optional<HeaderValue> resource) {}

    /** A header and the value that is looked for. */
    public record HeaderValue(String name, String value) {}

    /**
     * An answer that says "too much".
     *
     * @param statuses the statuses it comes with
     * @param header a header that must be there as well
     * @param level whom the pause concerns
     * @param executed whether the call may have taken effect all the same; a call that was not executed may be repeated
     * @param resetHeader where present and no {@code Retry-After} came, the header with the end of the pause, in seconds
     *     since 1970
     * @param atLeast the pause where the answer names none
     */
    public record Throttled(
            Set<Integer> statuses,
            Optional<HeaderCondition> header,
            Level level,
            boolean executed,
            Optional<String> resetHeader,
            Duration atLeast) {
        public Throttled {
            statuses = Set.copyOf(statuses);
        }
    }

    /**
     * A header that must be there, with that value where one is named.
     */
    public record HeaderCondition(String name, Optional<String> value) {}

    /**
     * How lists are paged.
     *
     * @param sizeParameter the query parameter that chooses a page's size
     * @param maxSize the largest page
     */
    public record Pagination(PaginationKind kind, String sizeParameter, int maxSize) {}

    /** How the next page is found. */
    public enum PaginationKind {
        /** {@code Link: <…>; rel="next"} (Source: RFC 8288). */
        LINK_HEADER
    }
}
