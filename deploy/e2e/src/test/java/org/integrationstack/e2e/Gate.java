package org.integrationstack.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Stands between a replica and the sandbox, and stops a token request wherever a test wants it stopped. */
final class Gate implements AutoCloseable {
    /** What happens to the next token requests. */
    enum Position {
        /** They go through. */
        OPEN,
        /** The provider never sees them. */
        BEFORE_PROVIDER,
        /** The provider carries them out; its answer waits for {@link Gate#letAnswersThrough}. */
        AFTER_PROVIDER,
        /** The provider carries them out; its answer is lost. */
        ANSWER_LOST
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> OWN = List.of("host", "connection", "content-length", "transfer-encoding");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String sandbox;
    private volatile Position position = Position.OPEN;
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch through = new CountDownLatch(1);

    Gate(String sandbox) {
        this.sandbox = sandbox;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void set(Position next) {
        reached = new CountDownLatch(1);
        through = new CountDownLatch(1);
        position = next;
    }

    /** Returns once a token request is where the gate stops it. */
    void awaitRequest() {
        try {
            if (!reached.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("no token request came to the gate");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void letAnswersThrough() {
        through.countDown();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean refresh = new String(body, StandardCharsets.ISO_8859_1).contains("grant_type=refresh_token");
            Position stop = refresh ? position : Position.OPEN;
            if (stop == Position.BEFORE_PROVIDER) {
                stopHere();
                return;
            }
            HttpResponse<byte[]> answer = forward(exchange, body);
            if (stop == Position.ANSWER_LOST) {
                reached.countDown();
                return;
            }
            if (stop == Position.AFTER_PROVIDER) {
                stopHere();
            }
            answer.headers().map().forEach((name, values) -> {
                if (!OWN.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                    exchange.getResponseHeaders().put(name, values);
                }
            });
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopHere() throws InterruptedException {
        CountDownLatch released = through;
        reached.countDown();
        released.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox + exchange.getRequestURI()))
                .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }
}
