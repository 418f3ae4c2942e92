package org.integrationstack.proxy.forward;

import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeoutException;

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
import org.integrationstack.proxy.call.Answer;
import org.integrationstack.proxy.call.Body;
import org.integrationstack.proxy.call.Call;
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
        URI base = base(call);
        return client.open(call.method(), base, call.deadline().remaining(settings.connectTimeout()))
                .chain(request -> exchange(request, call, base))
                .onFailure()
                .recoverWithItem(failure -> refused(call, failure));
    }

    private static URI base(Call call) {
        return call.api().baseUrl().resolve(call.credential().values());
    }

    private Uni<Answer> exchange(HttpClientRequest request, Call call, URI base) {
        prepare(request, call);
        Future<Answer> answer = send(request, call.body()).map(response -> provided(response, call, base));
        return UniHelper.toUni(answer).onCancellation().invoke(request::reset);
    }

    private void prepare(HttpClientRequest request, Call call) {
        request.setURI(below(request.getURI(), call.target().raw()));
        request.idleTimeout(settings.idleTimeout().toMillis());
        MultiMap headers = request.headers();
        headers.addAll(call.headers());
        if (!headers.contains(HttpHeaders.USER_AGENT)) {
            headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
        }
        call.api().headers().forEach(headers::set);
        headers.set(
                call.api().authorization().header(),
                call.api().authorization().value().render(call.credential().reveal()));
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
        Answer answer = new Answer.Provided(
                response.statusCode(),
                headers,
                body(response),
                org.integrationstack.proxy.call.CallReport.NOTHING_DONE);
        return answer.reporting(report -> report.withAttempt());
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

    private static Answer refused(Call call, Throwable failure) {
        LOG.warnf(
                "%s of connection %s did not answer: %s",
                call.connection().provider(), call.connection().id(), failure);
        return new Answer.Refused(ProblemType.UPSTREAM_FAILURE, detail(failure))
                .reporting(report -> failure instanceof ForbiddenTargetException ? report : report.withAttempt());
    }

    private static String detail(Throwable failure) {
        if (failure instanceof ForbiddenTargetException) {
            return "The provider's address is not one that may be called.";
        }
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return "The provider cannot be reached.";
        }
        if (failure instanceof TimeoutException) {
            return "The provider did not answer in time.";
        }
        return "The provider broke off before it answered; whether it acted on the request is not known.";
    }
}
