package org.integrationstack.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Stands in for the webhook gateway: keeps what it is sent and answers with a chosen status. */
public final class Receiver implements AutoCloseable {

    /** A received request; header names are in the form {@code X-github-event}. */
    public record Received(String path, Map<String, List<String>> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(key(name), List.of("")).get(0);
        }

        public List<String> all(String name) {
            return headers.getOrDefault(key(name), List.of());
        }

        private static String key(String name) {
            return name.substring(0, 1).toUpperCase(Locale.ROOT)
                    + name.substring(1).toLowerCase(Locale.ROOT);
        }
    }

    private record Reply(int status, String body, List<String> headers) {
        private static final Reply OK = new Reply(200, "OK", List.of());
    }

    private final HttpServer server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private volatile Reply reply = Reply.OK;

    private Receiver(HttpServer server) {
        this.server = server;
        server.createContext("/", this::receive);
        server.start();
    }

    public static Receiver start() {
        try {
            return new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The next request, waited for. */
    public Received next() {
        try {
            Received next = received.poll(5, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was received");
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public boolean isEmpty() {
        return received.isEmpty();
    }

    public void answerWith(int status) {
        answerWith(status, "OK");
    }

    /** {@code headers} are names and values in turn. */
    public void answerWith(int status, String body, String... headers) {
        reply = new Reply(status, body, List.of(headers));
    }

    public void clear() {
        received.clear();
        reply = Reply.OK;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        received.add(new Received(exchange.getRequestURI().toString(), Map.copyOf(exchange.getRequestHeaders()), body));
        Reply chosen = reply;
        for (int i = 0; i < chosen.headers.size(); i += 2) {
            exchange.getResponseHeaders().set(chosen.headers.get(i), chosen.headers.get(i + 1));
        }
        byte[] answer = chosen.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(chosen.status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
