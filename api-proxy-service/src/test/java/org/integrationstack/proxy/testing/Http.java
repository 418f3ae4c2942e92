package org.integrationstack.proxy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.vertx.core.json.JsonObject;

import static org.assertj.core.api.Assertions.assertThat;

/** Speaks HTTP to a server, as a well-behaved client or byte by byte. */
public final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final URI server;

    public Http(URI server) {
        this.server = server;
    }

    /** GET with a bearer token and further headers: name, value, name, value … */
    public HttpResponse<String> get(String target, String token, String... headers) {
        return send("GET", target, token, BodyPublishers.noBody(), headers);
    }

    public HttpResponse<String> send(
            String method, String target, String token, BodyPublisher body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (token != null) {
            all.addAll(List.of("Authorization", "Bearer " + token));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.resolve("/") + target.substring(1)))
                .method(method, body);
        if (!all.isEmpty()) {
            request.headers(all.toArray(String[]::new));
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection to write to and read from by hand. */
    public Socket connect() {
        try {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setSoTimeout(20_000);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends exactly these lines, a wish to close and an empty line, and reads the answer until the server closes. */
    public String raw(String... lines) {
        try (Socket socket = connect()) {
            write(socket, String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n");
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line of an answer, without its end. */
    public static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = socket.getInputStream().read();
                octet >= 0 && octet != '\n';
                octet = socket.getInputStream().read()) {
            line.append((char) octet);
        }
        return line.toString().stripTrailing();
    }

    public static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Asserts that an answer is a problem of that status and kind, and returns it. */
    public static JsonObject problem(HttpResponse<String> response, int status, String slug) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("urn:integration-stack:problem:" + slug);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        return problem;
    }
}
