package org.integrationstack.proxy.testing;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/**
 * A provider that behaves as the path's first segment says, and tells under {@code /_admin} what it has seen. The paths
 * of its APIs begin with the provider's name, as the sandbox's do.
 */
final class TestProvider {
    private static final Buffer BLOCK = Buffer.buffer(new byte[64 * 1024]);

    private final Vertx vertx;
    private final TestConnections connections;
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicInteger silent = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Map<String, HttpServerRequest> held = new ConcurrentHashMap<>();
    private final Map<String, Consumer<HttpServerRequest>> behaviours = Map.ofEntries(
            Map.entry("echo", this::echo),
            Map.entry("counted", this::counted),
            Map.entry("validated", this::validated),
            Map.entry("large", this::large),
            Map.entry("upload", this::upload),
            Map.entry("hold", this::hold),
            Map.entry("reset", request -> request.connection().close()),
            Map.entry("cut", this::cut),
            Map.entry("silent", this::silent),
            Map.entry("picky", this::picky),
            Map.entry("redirect", this::redirect),
            Map.entry("status", this::status));

    TestProvider(Vertx vertx, TestConnections connections) {
        this.vertx = vertx;
        this.connections = connections;
    }

    HttpServer server() {
        return vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(request -> {
                    String[] segments = request.path().split("/", 5);
                    if (segments[1].equals("_admin")) {
                        admin(request, segments[2]);
                    } else {
                        String behaviour = segments[1].equals("testapi") ? segments[3] : segments[2];
                        behaviours.getOrDefault(behaviour, this::echo).accept(request);
                    }
                });
    }

    private void admin(HttpServerRequest request, String command) {
        switch (command) {
            case "away" ->
                connections.goAway().onComplete(done -> request.response().end());
            case "back" ->
                connections.comeBack().onComplete(done -> request.response().end());
            case "release" -> {
                held.remove(request.getParam("id")).resume();
                request.response().end();
            }
            default ->
                request.response()
                        .end(new JsonObject()
                                .put("sent", sent.get())
                                .put("silent", silent.get())
                                .put("abandoned", abandoned.get())
                                .toBuffer());
        }
    }

    /** Everything as it came, with answer headers that no caller should ever see. */
    private void echo(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            JsonObject headers = new JsonObject();
            request.headers().forEach(field -> headers.put(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
            request.response()
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Set-Cookie", "session=1")
                    .putHeader("Access-Control-Allow-Origin", "*")
                    .putHeader("Strict-Transport-Security", "max-age=1")
                    .putHeader("Integration-Cache", "forged")
                    .putHeader("X-Provider", "yes")
                    .putHeader("Link", "<https://api.testapi.example/v7/echo?page=2>; rel=\"next\"")
                    .end(new JsonObject()
                            .put("method", request.method().name())
                            .put("uri", request.uri())
                            .put("headers", headers)
                            .put("body", body.toString())
                            .toBuffer());
        });
    }

    /** Fresh for a minute; each answer says which it is. */
    private void counted(HttpServerRequest request) {
        request.response()
                .putHeader("Cache-Control", "private, max-age=60")
                .putHeader("Vary", "Accept, Authorization")
                .end("answer " + count(request) + " for " + request.getHeader("Authorization"));
    }

    /** Never fresh, but always the same. */
    private void validated(HttpServerRequest request) {
        int number = count(request);
        request.response().putHeader("ETag", "\"v1\"").putHeader("X-Number", Integer.toString(number));
        if ("\"v1\"".equals(request.getHeader("If-None-Match"))) {
            request.response().setStatusCode(304).end();
        } else {
            request.response().end("answer " + number);
        }
    }

    private int count(HttpServerRequest request) {
        return counts.computeIfAbsent(request.uri(), uri -> new AtomicInteger()).incrementAndGet();
    }

    /** As many bytes as asked for, at the reader's pace. */
    private void large(HttpServerRequest request) {
        sent.set(0);
        request.response().setChunked(true).closeHandler(gone -> abandoned.incrementAndGet());
        send(request, Long.parseLong(request.getParam("bytes")));
    }

    private void send(HttpServerRequest request, long left) {
        long remaining = left;
        while (remaining > 0 && !request.response().writeQueueFull()) {
            Buffer block = remaining < BLOCK.length() ? BLOCK.slice(0, (int) remaining) : BLOCK;
            request.response().write(block);
            sent.addAndGet(block.length());
            remaining -= block.length();
        }
        long rest = remaining;
        if (rest == 0) {
            request.response().end();
        } else {
            request.response().drainHandler(drained -> send(request, rest));
        }
    }

    private void upload(HttpServerRequest request) {
        AtomicLong received = new AtomicLong();
        request.handler(data -> received.addAndGet(data.length()));
        request.endHandler(end -> request.response()
                .end(new JsonObject()
                        .put("bytes", received.get())
                        .put("length", request.getHeader("Content-Length"))
                        .toBuffer()));
    }

    /** Does not read its body until released. */
    private void hold(HttpServerRequest request) {
        request.pause();
        held.put(request.getParam("id"), request);
        upload(request);
        request.pause();
    }

    private void cut(HttpServerRequest request) {
        request.response().putHeader("Content-Length", "1000").write("only this");
        vertx.setTimer(50, late -> request.connection().close());
    }

    private void silent(HttpServerRequest request) {
        silent.incrementAndGet();
        request.response().closeHandler(gone -> abandoned.incrementAndGet());
    }

    private void redirect(HttpServerRequest request) {
        request.response()
                .setStatusCode(302)
                .putHeader("Location", request.getParam("to"))
                .end();
    }

    /** Takes none but renewed tokens. */
    private void picky(HttpServerRequest request) {
        if (request.getHeader("Authorization").contains("renewed-")) {
            echo(request);
        } else {
            request.response().setStatusCode(401).end("{\"message\":\"expired\"}");
        }
    }

    private void status(HttpServerRequest request) {
        request.response()
                .setStatusCode(Integer.parseInt(request.getParam("code")))
                .end("{\"message\":\"as told\"}");
    }
}
