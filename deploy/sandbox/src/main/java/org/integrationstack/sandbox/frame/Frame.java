package org.integrationstack.sandbox.frame;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * The one HTTP handler: tells admin requests from those of a provider, plays the faults that wait for
 * the latter, and logs them. Confined to the event loop.
 */
public final class Frame {
    private static final Logger LOG = System.getLogger(Frame.class.getName());
    private static final int WEBHOOKS_AT_ONCE = 50;
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final Vertx vertx;
    private final Map<String, Provider> providers = new LinkedHashMap<>();
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final Admin admin;

    /**
     * @param providers makes the providers, which may send webhooks of their own accord
     * @param settings per provider, as {@code POST /_admin/settings} takes them; a reset comes back to
     *     these
     * @param gateway where webhooks go by default
     * @throws Problem if a setting is wrong
     */
    public Frame(
            Vertx vertx, Clock clock, URI gateway, ObjectNode settings, Function<Webhooks, List<Provider>> providers) {
        this.vertx = vertx;
        this.log = new RequestLog(clock);
        Webhooks webhooks = new Webhooks(
                vertx.createHttpClient(
                        new HttpClientOptions().setKeepAlive(false).setMaxPoolSize(WEBHOOKS_AT_ONCE)),
                clock);
        providers.apply(webhooks).forEach(provider -> this.providers.put(provider.id(), provider));
        this.admin = new Admin(this.providers, settings, gateway, faults, log, webhooks);
    }

    /** Handles a request to its end. */
    public void handle(HttpServerRequest request) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() <= MOST_BYTES) {
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> dispatch(request, body));
    }

    private void dispatch(HttpServerRequest request, Buffer body) {
        String path = request.path() == null ? "/" : request.path();
        String query = request.query() == null ? "" : request.query();
        Call call = new Call(request.method().name(), path, query, request.headers(), body);
        try {
            if (body.length() > MOST_BYTES) {
                throw Problem.tooLarge(MOST_BYTES);
            }
            route(request, call);
        } catch (RuntimeException failure) {
            send(request, failed(call, failure));
        }
    }

    private void route(HttpServerRequest request, Call call) {
        String first = call.path().split("/", 3)[1];
        Provider provider = providers.get(first);
        if (call.path().equals("/_health")) {
            send(request, Answer.json(200, Json.object().put("status", "UP")));
        } else if (first.equals("_admin")) {
            admin.answer(call).otherwise(failure -> failed(call, failure)).onSuccess(answer -> send(request, answer));
        } else if (provider != null) {
            answer(request, provider, mounted(call, provider));
        } else {
            throw Problem.notFound("Providers here: " + String.join(", ", providers.keySet()) + ".");
        }
    }

    private static Call mounted(Call call, Provider provider) {
        String path = call.path().substring(1 + provider.id().length());
        return new Call(call.method(), path.isEmpty() ? "/" : path, call.query(), call.headers(), call.body());
    }

    private void answer(HttpServerRequest request, Provider provider, Call call) {
        RequestLog.Entry entry = log.add(provider.id(), call);
        faults.take(provider.id(), call)
                .ifPresentOrElse(
                        fault -> {
                            entry.fault(fault);
                            after(fault.delay()).onSuccess(late -> play(fault, request, provider, call, entry));
                        },
                        () -> send(request, logged(entry, provider, call)));
    }

    private void play(
            Faults.Fault fault, HttpServerRequest request, Provider provider, Call call, RequestLog.Entry entry) {
        switch (fault.kind()) {
            case SLOW -> send(request, logged(entry, provider, call));
            case RESET -> reset(request);
            case LOST_RESPONSE -> {
                logged(entry, provider, call);
                reset(request);
            }
            case STATUS -> {
                Answer failure = provider.failure(fault.status().orElse(503));
                OptionalInt wait = fault.retryAfterSeconds();
                send(
                        request,
                        logged(entry, wait.isEmpty() ? failure : failure.with("Retry-After", "" + wait.getAsInt())));
            }
            case RATE_LIMITED ->
                send(request, logged(entry, provider.rateLimited(call, fault.status(), fault.retryAfterSeconds())));
        }
    }

    private static Answer logged(RequestLog.Entry entry, Provider provider, Call call) {
        Answer answer;
        try {
            answer = provider.answer(call);
        } catch (Problem problem) {
            answer = problem.answer();
        } catch (RuntimeException bug) {
            LOG.log(Level.ERROR, "{0} failed at {1} {2}", provider.id(), call.method(), call.path(), bug);
            answer = provider.failure(500);
        }
        return logged(entry, answer);
    }

    private static Answer logged(RequestLog.Entry entry, Answer answer) {
        entry.answered(answer.status());
        return answer;
    }

    private static Answer failed(Call call, Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem.answer();
        }
        LOG.log(Level.ERROR, call.method() + " " + call.path() + " failed", failure);
        return Problem.internal().answer();
    }

    private Future<Void> after(Duration delay) {
        return delay.isZero()
                ? Future.succeededFuture()
                : Future.future(promise -> vertx.setTimer(delay.toMillis(), timer -> promise.complete()));
    }

    private static void send(HttpServerRequest request, Answer answer) {
        Buffer body = Buffer.buffer(answer.body());
        HttpServerResponse response = request.response();
        response.setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", Integer.toString(body.length()));
            response.end();
        } else {
            response.end(body);
        }
    }

    /** A plain close is polite; with nothing to linger for, the socket resets its peer (RST). */
    private static void reset(HttpServerRequest request) {
        ((ConnectionBase) request.connection()).channel().config().setOption(ChannelOption.SO_LINGER, 0);
        request.connection().close();
    }
}
