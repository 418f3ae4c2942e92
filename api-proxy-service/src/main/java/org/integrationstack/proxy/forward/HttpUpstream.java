package org.integrationstack.proxy.forward;

import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.UniHelper;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import org.jboss.logging.Logger;

import org.integrationstack.common.http.ForbiddenTargetException;
import org.integrationstack.common.http.GuardedHttpClient;
import org.integrationstack.common.http.HostOverrides;
import org.integrationstack.common.problem.ProblemType;
import org.integrationstack.common.provider.Api;
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.call.CallReport;
import org.integrationstack.proxy.call.ProviderHeaders;
import org.integrationstack.proxy.call.Upstream;

/** The provider itself, over HTTP. Sends a call once; follows no redirects. */
public final class HttpUpstream implements Upstream {
    private static final Logger LOG = Logger.getLogger(HttpUpstream.class);

    private static final String USER_AGENT = "integration-stack";
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final GuardedHttpClient client;
    private final HostOverrides overrides;
    private final ForwardSettings settings;

    public HttpUpstream(GuardedHttpClient client, HostOverrides overrides, ForwardSettings settings) {
        this.client = client;
        this.overrides = overrides;
        this.settings = settings;
    }

    @Override
    public Uni<Answer> answer(Call call) {
        try {
            URI base = call.api().baseUrl().resolve(call.credential().values());
            return answer(call, base, headers(call));
        } catch (IllegalArgumentException e) {
            return Uni.createFrom().item(misled(call, e));
        }
    }

    private Uni<Answer> answer(Call call, URI base, MultiMap headers) {
        return client.open(call.method(), base, call.deadline().remaining(settings.connectTimeout()))
                .onItemOrFailure()
                .transformToUni((request, failure) -> failure == null
                        ? exchange(request, headers, call, base)
                        : Uni.createFrom().item(unreachable(call, failure)));
    }

    /** The credential goes in last: nothing that comes with a call can take its place. */
    private static MultiMap headers(Call call) {
        Api api = call.api();
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(call.headers());
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
        }
        api.headers().forEach(headers::set);
        api.authorization().fields(call.credential().reveal()).forEach(headers::set);
        return headers;
    }

    private Uni<Answer> exchange(HttpClientRequest request, MultiMap headers, Call call, URI base) {
        request.setURI(below(request.getURI(), call.target().raw()));
        request.idleTimeout(settings.idleTimeout().toMillis());
        request.headers().addAll(headers);
        Future<Answer> answer = send(request, call.body()).map(response -> provided(response, call, base));
        return UniHelper.toUni(answer)
                .onCancellation()
                .invoke(request::reset)
                .onFailure()
                .recoverWithItem(failure -> brokenOff(call, failure));
    }

    /** {@link URI} would not hold everything that providers take, so the client knows the base and the rest follows raw. */
    private static String below(String base, String target) {
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + target;
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Body body) {
        if (body.isEmpty()) {
            if (WITH_BODY.contains(request.getMethod())) {
                request.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            return request.send();
        }
        body.length()
                .ifPresentOrElse(
                        length -> request.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length)),
                        () -> request.setChunked(true));
        body.pipeTo(request).onFailure(failure -> request.reset());
        return request.response();
    }

    private Answer provided(HttpClientResponse response, Call call, URI base) {
        MultiMap headers = ProviderHeaders.forCaller(response.headers());
        new OwnLinks(
                        List.of(base, overrides.apply(base)),
                        settings.publicUrl(),
                        call.connection().id())
                .rewrite(headers);
        Answer answer = new Answer.Provided(response.statusCode(), headers, body(response), CallReport.NOTHING_DONE);
        return answer.reporting(CallReport::withAttempt);
    }

    private static Body body(HttpClientResponse response) {
        String announced = response.getHeader(HttpHeaders.CONTENT_LENGTH);
        OptionalLong length = announced == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(announced));
        if (hasNoBody(response)) {
            response.resume();
            return Body.absent(length);
        }
        return Body.of(response, length, response.request()::reset);
    }

    /** Source: RFC 9112, section 6.3. */
    private static boolean hasNoBody(HttpClientResponse response) {
        return response.request().getMethod().equals(HttpMethod.HEAD)
                || response.statusCode() == 204
                || response.statusCode() == 304;
    }

    /** The message names the variable and never shows its value. */
    private static Answer misled(Call call, IllegalArgumentException refusal) {
        LOG.warnf(
                "%s cannot be called for connection %s: %s",
                call.connection().provider(), call.connection().id(), refusal.getMessage());
        return new Answer.Refused(
                ProblemType.UPSTREAM_FAILURE,
                "What was kept when this account was connected leads to no address of the provider; nothing was sent.");
    }

    private static Answer unreachable(Call call, Throwable failure) {
        LOG.warnf(
                "%s cannot be reached for connection %s: %s",
                call.connection().provider(), call.connection().id(), failure);
        return new Answer.Refused(
                ProblemType.UPSTREAM_FAILURE,
                failure instanceof ForbiddenTargetException
                        ? "The provider's address is not one that may be called."
                        : "The provider cannot be reached; nothing was sent.");
    }

    private static Answer brokenOff(Call call, Throwable failure) {
        LOG.warnf(
                "%s broke off before it answered connection %s: %s",
                call.connection().provider(), call.connection().id(), failure);
        return new Answer.Refused(
                        ProblemType.UPSTREAM_FAILURE,
                        "The provider broke off before it answered; whether it acted on the request is not known.")
                .reporting(CallReport::withAttempt);
    }
}
