package org.integrationstack.connections.grant.http;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.http.ForbiddenTargetException;
import org.integrationstack.common.http.GuardedHttpClient;
import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.OutboundRequest;
import org.integrationstack.common.http.ResponseTooLargeException;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.GrantSettings;

/** Sends requests to authorization servers, each within one time and one size. Nothing is logged about them here. */
@ApplicationScoped
class ProviderCalls {
    /** Far more than any token or account has; a server that sends more is not heard out. */
    private static final int MAX_ANSWER_BYTES = 256 * 1024;

    private final GuardedHttpClient http;
    private final GrantSettings settings;

    @Inject
    ProviderCalls(GuardedHttpClient http, GrantSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    Uni<InboundResponse> get(URI target, Map<String, String> headers) {
        return send(HttpMethod.GET, target, headers, new byte[0]);
    }

    Uni<InboundResponse> send(HttpMethod method, URI target, Map<String, String> headers, byte[] body) {
        return Uni.createFrom()
                .deferred(() -> http.send(
                        new OutboundRequest(method, target, headers, body, settings.timeout(), MAX_ANSWER_BYTES)));
    }

    /** Whether a call failed before anything was sent. */
    static boolean neverSent(Throwable failure) {
        return failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof ForbiddenTargetException
                || failure instanceof IllegalArgumentException;
    }

    /** Whether it will be the same next time: a value that leads nowhere, an answer that is too large. */
    static boolean isForGood(Throwable failure) {
        return failure instanceof IllegalArgumentException || failure instanceof ResponseTooLargeException;
    }

    /** The kind of failure, for the log; its message may quote what the other side sent. */
    static String reason(Throwable failure) {
        return failure.getClass().getSimpleName();
    }

    /**
     * Whether the provider has judged nothing, since it is busy or throttles us: by the status, or by what its definition
     * says of its API, where being throttled may look like being refused.
     */
    static boolean isBusy(ProviderDefinition provider, InboundResponse response) {
        List<Api.Throttled> throttled = provider.api().map(Api::throttled).orElse(List.of());
        return isBusy(response.status()) || throttled.stream().anyMatch(it -> describes(it, response));
    }

    private static boolean describes(Api.Throttled throttled, InboundResponse response) {
        return throttled.statuses().contains(response.status())
                && throttled.header().map(it -> isMet(it, response)).orElse(true)
                && throttled.body().map(it -> isMet(it, response)).orElse(true);
    }

    private static boolean isMet(Api.HeaderCondition condition, InboundResponse response) {
        return response.header(condition.name())
                .filter(found -> condition.value().map(found::equals).orElse(true))
                .isPresent();
    }

    private static boolean isMet(Api.BodyCondition condition, InboundResponse response) {
        return Bodies.tree(response)
                .filter(body -> Bodies.meets(body, condition))
                .isPresent();
    }

    /** Whether the status says that the other side cannot at the moment and has done nothing. */
    static boolean isBusy(int status) {
        return status == 408 || status == 429 || status == 503;
    }
}
