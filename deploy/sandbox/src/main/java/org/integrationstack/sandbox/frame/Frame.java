package org.integrationstack.sandbox.frame;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerRequest;

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
     * @param providers makes the providers of what they work with
     * @param random makes codes, tokens and ids: a secure one, outside of tests
     * @param gateway where webhooks go by default
     * @param settings per provider, as {@code POST /_admin/settings} takes them; a reset comes back to
     *     these
     * @throws Problem if a setting is wrong
     */
    public Frame(
            Vertx vertx,
            Clock clock,
            RandomGenerator random,
            URI gateway,
            ObjectNode settings,
            Function<Surroundings, List<Provider>> providers) {
        this.vertx = vertx;
        this.log = new RequestLog(clock);
        HttpClientOptions client = new HttpClientOptions().setKeepAlive(false).setMaxPoolSize(WEBHOOKS_AT_ONCE);
        Webhooks webhooks = new Webhooks(vertx, vertx.createHttpClient(client), clock);
        Surroundings surroundings = new Surroundings(gateway, webhooks, new Effects(clock), clock, random);
        providers.apply(surroundings).forEach(provider -> this.providers.put(provider.id(), provider));
        this.admin = new Admin(this.providers, settings, faults, log, surroundings);
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
            if (!path.startsWith("/")) {
                throw Problem.invalid("The request target is not a path.");
            }
            route(request, call);
        } catch (RuntimeException failure) {
            Exchange.send(request, failed(call, failure));
        }
    }

    private void route(HttpServerRequest request, Call call) {
        String first = call.path().split("/", 3)[1];
        Provider provider = providers.get(first);
        if (call.path().equals("/_health")) {
            Exchange.send(request, Answer.json(200, Json.object().put("status", "UP")));
        } else if (first.equals("_admin")) {
            admin.answer(call)
                    .otherwise(failure -> failed(call, failure))
                    .onSuccess(answer -> Exchange.send(request, answer));
        } else if (provider != null) {
            Call mounted = mounted(call, provider);
            answer(new Exchange(vertx, request, provider, mounted, log.add(provider.id(), mounted)));
        } else {
            throw Problem.notFound("Providers here: " + String.join(", ", providers.keySet()) + ".");
        }
    }

    private static Call mounted(Call call, Provider provider) {
        String path = call.path().substring(1 + provider.id().length());
        return new Call(call.method(), path.isEmpty() ? "/" : path, call.query(), call.headers(), call.body());
    }

    private void answer(Exchange exchange) {
        faults.take(exchange.provider().id(), exchange.call())
                .ifPresentOrElse(fault -> failLater(exchange, fault), exchange::succeed);
    }

    private void failLater(Exchange exchange, Faults.Fault fault) {
        exchange.entry().fault(fault);
        if (fault.delay().isZero() || fault.kind() == Faults.Kind.STALLED) {
            exchange.fail(fault);
        } else {
            vertx.setTimer(fault.delay().toMillis(), timer -> exchange.fail(fault));
        }
    }

    private static Answer failed(Call call, Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem.answer();
        }
        LOG.log(Level.ERROR, call.method() + " " + call.path() + " failed", failure);
        return Problem.internal().answer();
    }
}
