package org.integrationstack.proxy.entry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.Api;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.CacheDirectives;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.CallerHeaders;
import org.integrationstack.proxy.call.Deadline;
import org.integrationstack.proxy.call.RequestTarget;
import org.integrationstack.proxy.connection.Resolution.Usable;
import org.integrationstack.proxy.connection.TokenSlot;

/**
 * A request to the proxy, read and found sound as far as that can be told without its connection.
 *
 * @param target below the connection
 */
record ProxyRequest(
        HttpServerRequest http,
        ConnectionId connection,
        TokenSlot slot,
        RequestTarget target,
        CacheDirectives cacheDirectives,
        Deadline deadline) {
    static final String PREFIX = "/proxy/";

    private static final String TIMEOUT = "Integration-Timeout";
    private static final String SLOT = "Integration-Token-Slot";
    private static final String CACHE_CONTROL = "Integration-Cache-Control";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}(\\.\\d{1,3})?");
    private static final Set<HttpMethod> NOT_FORWARDED = Set.of(HttpMethod.TRACE, HttpMethod.CONNECT);
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    /** Whether a request comes to this door; decided on the raw target, before anything is decoded. */
    static boolean concerns(HttpServerRequest request) {
        return request.uri().startsWith(PREFIX);
    }

    /** Reads a request that concerns the proxy; its body is left alone. */
    static ProxyRequest read(HttpServerRequest request, EntrySettings settings) {
        if (NOT_FORWARDED.contains(request.method())) {
            throw ProblemType.METHOD_NOT_ALLOWED.asException(
                    "This method cannot be forwarded.",
                    Map.of("Allow", "GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE"));
        }
        String below = request.uri().substring(PREFIX.length());
        int end = endOfFirstSegment(below);
        return new ProxyRequest(
                request,
                connection(below.substring(0, end)),
                slot(request),
                target(below.substring(end)),
                cacheDirectives(request),
                Deadline.in(timeout(request, settings)));
    }

    /** This request as a call on its connection, with everything removed that a provider must not see. */
    Call on(Usable connection, Api api) {
        if (target.isBelow(api.excludedPaths())) {
            throw ProblemType.INVALID_REQUEST.asException("This path is not open through the proxy.");
        }
        return new Call(
                connection.connection(),
                api,
                connection.credential(),
                http.method(),
                target.withoutParameters(CallerHeaders.reserved(api)),
                CallerHeaders.forProvider(http.headers(), api),
                body(),
                cacheDirectives,
                deadline);
    }

    private static int endOfFirstSegment(String below) {
        for (int i = 0; i < below.length(); i++) {
            if (below.charAt(i) == '/' || below.charAt(i) == '?') {
                return i;
            }
        }
        return below.length();
    }

    private static ConnectionId connection(String text) {
        return ConnectionId.parse(text).orElseThrow(Refusals::unknownConnection);
    }

    private static TokenSlot slot(HttpServerRequest request) {
        String name = request.getHeader(SLOT);
        return name == null
                ? TokenSlot.MAIN
                : TokenSlot.parse(name)
                        .orElseThrow(() -> ProblemType.INVALID_REQUEST.asException(
                                SLOT + " is the name of one of the connection's tokens, such as main or user."));
    }

    private static RequestTarget target(String raw) {
        RequestTarget target = RequestTarget.of(raw);
        target.violation().ifPresent(reason -> {
            throw ProblemType.INVALID_REQUEST.asException(reason);
        });
        return target;
    }

    private static Duration timeout(HttpServerRequest request, EntrySettings settings) {
        String text = request.getHeader(TIMEOUT);
        if (text == null) {
            return settings.timeout();
        }
        Duration timeout = SECONDS.matcher(text).matches()
                ? Duration.ofMillis(Math.round(Double.parseDouble(text) * 1_000))
                : Duration.ZERO;
        if (timeout.isZero() || timeout.compareTo(settings.longestTimeout()) > 0) {
            throw ProblemType.INVALID_REQUEST.asException(TIMEOUT + " is a number of seconds, "
                    + settings.longestTimeout().toSeconds() + " at most.");
        }
        return timeout;
    }

    private static CacheDirectives cacheDirectives(HttpServerRequest request) {
        List<String> own = request.headers().getAll(CACHE_CONTROL);
        try {
            return own.isEmpty()
                    ? CacheDirectives.standard(request.headers().getAll(HttpHeaders.CACHE_CONTROL))
                    : CacheDirectives.own(own);
        } catch (IllegalArgumentException e) {
            throw ProblemType.INVALID_REQUEST.asException(CACHE_CONTROL + ": " + e.getMessage() + ".");
        }
    }

    /** Source: RFC 9110, section 10.1.1: who expects to be asked for the body is asked now that it will be forwarded. */
    private Body body() {
        OptionalLong length = length();
        if (length.orElse(-1) == 0) {
            return Body.none();
        }
        if ("100-continue".equalsIgnoreCase(http.getHeader(HttpHeaders.EXPECT))) {
            http.response().writeContinue();
        }
        return Body.of(http, length, () -> {});
    }

    /** Source: RFC 9112, section 6.3; RFC 9113, section 8.1.1. */
    private OptionalLong length() {
        String announced = http.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null) {
            return OptionalLong.of(Long.parseLong(announced));
        }
        boolean endsItself = http.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || (http.version() == HttpVersion.HTTP_2 && WITH_BODY.contains(http.method()));
        return endsItself ? OptionalLong.empty() : OptionalLong.of(0);
    }
}
