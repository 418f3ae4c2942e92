package org.integrationstack.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Whatever effects reach, in this process: a mail server, and one HTTP server for the proxy, connections-service and the
 * product. It answers 200 and {@code {}} unless told otherwise, and keeps what it got. Tests, which a class loader of
 * their own separates from it, use its own endpoints: see {@link ReceiversClient}.
 */
public final class Receivers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public static final String OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

    private final HttpServer http;
    private final GreenMail mail;
    private final Map<String, List<JsonNode>> scripts = new ConcurrentHashMap<>();
    private final List<Map<String, Object>> requests = new CopyOnWriteArrayList<>();

    Receivers() {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newCachedThreadPool(Receivers::daemon));
        http.createContext("/", this::receive);
        http.createContext("/_script", this::script);
        http.createContext("/_requests", exchange -> answer(exchange, 200, Map.of(), JSON.writeValueAsBytes(requests)));
        http.createContext("/_mails", exchange -> answer(exchange, 200, Map.of(), JSON.writeValueAsBytes(mails())));
        http.start();
    }

    /** What leads the worker here. */
    Map<String, String> configuration() {
        return Map.ofEntries(
                Map.entry("integration.proxy.url", url()),
                Map.entry("integration.connections.url", url()),
                Map.entry("integration.http.allowed-private", "127.0.0.1:" + port()),
                Map.entry("quarkus.mailer.host", "127.0.0.1"),
                Map.entry("quarkus.mailer.port", Integer.toString(mail.getSmtp().getPort())),
                Map.entry("quarkus.mailer.start-tls", "DISABLED"),
                Map.entry("quarkus.mailer.from", "Integration Stack <no-reply@product.example>"),
                Map.entry("integration.effects.forward.destinations.product.tenant", "of-the-product"),
                Map.entry("integration.effects.forward.destinations.product.url", url() + "/product?from=stack"),
                Map.entry("integration.effects.forward.destinations.product.secrets", SECRET + "," + OLD_SECRET),
                Map.entry("integration.effects.forward.destinations.chosen.tenant", "of-the-product"),
                Map.entry("integration.effects.forward.destinations.chosen.secrets", SECRET),
                Map.entry("test.receivers.url", url()));
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        http.stop(0);
        mail.stop();
    }

    private int port() {
        return http.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        requests.add(Map.of(
                "method",
                exchange.getRequestMethod(),
                "target",
                exchange.getRequestURI().toString(),
                "headers",
                headers,
                "body",
                new String(body, StandardCharsets.UTF_8)));
        JsonNode answer = next(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
        if (answer.path("drop").asBoolean()) {
            exchange.close();
            return;
        }
        Map<String, String> answerHeaders = new TreeMap<>();
        answer.path("headers")
                .properties()
                .forEach(header ->
                        answerHeaders.put(header.getKey(), header.getValue().asText()));
        byte[] text = answer.path("body").isMissingNode()
                ? new byte[] {'{', '}'}
                : JSON.writeValueAsBytes(answer.path("body"));
        answer(exchange, answer.path("status").asInt(200), answerHeaders, text);
    }

    /** The last answer of a script is given again and again. */
    private synchronized JsonNode next(String request) {
        List<JsonNode> answers = scripts.getOrDefault(request, List.of());
        if (answers.isEmpty()) {
            return JSON.createObjectNode();
        }
        return answers.size() == 1 ? answers.get(0) : answers.remove(0);
    }

    private synchronized void script(HttpExchange exchange) throws IOException {
        JsonNode script = JSON.readTree(exchange.getRequestBody().readAllBytes());
        List<JsonNode> answers = new ArrayList<>();
        script.path("answers").forEach(answers::add);
        scripts.put(script.path("request").asText(), answers);
        answer(exchange, 204, Map.of(), new byte[0]);
    }

    private List<String> mails() {
        return Arrays.stream(mail.getReceivedMessages())
                .map(GreenMailUtil::getWholeMessage)
                .toList();
    }

    private static void answer(HttpExchange exchange, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("application/json"));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "receivers");
        thread.setDaemon(true);
        return thread;
    }
}
