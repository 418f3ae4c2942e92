package org.integrationstack.proxy.call;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.core.MultiMap;

import org.integrationstack.common.provider.Api;

/** Which of a caller's header fields a provider may see. */
public final class CallerHeaders {
    /** Source: RFC 9110, section 7.6.1; the framing of the next message is its sender's. */
    static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /**
     * Which call this one is part of: the client that forwards it says so itself, in the same trace, and must not say it
     * twice. Source: W3C Trace Context, section 3.
     */
    private static final Set<String> TRACE = Set.of("traceparent", "tracestate");

    /** The caller's credentials, its network and what it was asked under are none of the provider's business. */
    private static final Set<String> PRIVATE = Set.of(
            "authorization",
            "baggage",
            "cookie",
            "forwarded",
            "host",
            "http2-settings",
            "via",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-real-ip",
            "x-rewrite-url");

    private static final List<String> PRIVATE_PREFIXES = List.of("x-forwarded-", "integration-");

    private CallerHeaders() {}

    /** The caller's fields, less hop-by-hop ones, private ones and those that the definition sets or reserves. */
    public static MultiMap forProvider(MultiMap received, Api api) {
        Set<String> dropped = named(received);
        dropped.addAll(HOP_BY_HOP);
        dropped.addAll(TRACE);
        dropped.addAll(PRIVATE);
        dropped.addAll(reserved(api));
        return without(dropped, PRIVATE_PREFIXES, received);
    }

    /**
     * The lower-case names of header fields and query parameters that say who acts, or for whom: they are ours to set, so
     * a caller's own are dropped.
     */
    public static Set<String> reserved(Api api) {
        return Stream.of(
                        api.headers().keySet().stream(),
                        Stream.of(api.authorization().header()),
                        api.accountSelectors().stream())
                .flatMap(names -> names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The fields that a message's {@code Connection} field declares to be for the next hop only. */
    static Set<String> named(MultiMap headers) {
        return headers.getAll("connection").stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(name -> name.trim().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
    }

    static MultiMap without(Set<String> names, List<String> prefixes, MultiMap headers) {
        MultiMap kept = MultiMap.caseInsensitiveMultiMap();
        headers.forEach(field -> {
            String name = field.getKey().toLowerCase(Locale.ROOT);
            if (!names.contains(name) && prefixes.stream().noneMatch(name::startsWith)) {
                kept.add(field.getKey(), field.getValue());
            }
        });
        return kept;
    }
}
