package org.integrationstack.proxy.call;

import java.util.List;
import java.util.Set;

import io.vertx.core.MultiMap;

/** Which of a provider's header fields a caller may see. */
public final class ProviderHeaders {
    /**
     * What speaks of the provider's origin would be obeyed for ours: cookies, site data, transport and script policies
     * of a browser.
     */
    private static final Set<String> OF_THE_ORIGIN = Set.of(
            "alt-svc",
            "clear-site-data",
            "content-security-policy",
            "content-security-policy-report-only",
            "nel",
            "public-key-pins",
            "report-to",
            "reporting-endpoints",
            "service-worker-allowed",
            "set-cookie",
            "set-cookie2",
            "strict-transport-security",
            "x-content-type-options");

    private static final List<String> OF_THE_ORIGIN_PREFIXES = List.of("access-control-", "integration-");

    private ProviderHeaders() {}

    /** The provider's fields, less hop-by-hop ones and those that would act on our own origin. */
    public static MultiMap forCaller(MultiMap received) {
        Set<String> dropped = CallerHeaders.named(received);
        dropped.addAll(CallerHeaders.HOP_BY_HOP);
        dropped.addAll(OF_THE_ORIGIN);
        return CallerHeaders.without(dropped, OF_THE_ORIGIN_PREFIXES, received);
    }
}
