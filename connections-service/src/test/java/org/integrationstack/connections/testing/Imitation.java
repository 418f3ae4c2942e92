package org.integrationstack.connections.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** One of the sandbox's providers, seen from its own side. */
public record Imitation(String provider) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Forgets the faults, tokens, settings and requests of all of them. */
    public static void resetAll() {
        send("POST", "/_admin/reset", "");
    }

    /** Answers the next request to that path with a status; nothing happens there. */
    public void fails(String path, int status) {
        fault(path, new JsonObject().put("kind", "status").put("status", status));
    }

    /** Answers the next request to that path with something else, though all happens that was asked for. */
    public void answers(String path, int status, String contentType, String body) {
        fault(
                path,
                new JsonObject()
                        .put("kind", "replaced")
                        .put("executed", true)
                        .put("answer", answer(status, contentType).put("body", body)));
    }

    /** As {@link #answers}, with a body of that many bytes. */
    public void answersAtLength(String path, String contentType, String body, int bytes) {
        fault(
                path,
                new JsonObject()
                        .put("kind", "replaced")
                        .put("executed", true)
                        .put(
                                "answer",
                                answer(200, contentType).put("body", body).put("bytes", bytes)));
    }

    /** Anything else that goes wrong with the next request to that path. */
    public void fault(String path, JsonObject fault) {
        send(
                "POST",
                "/_admin/faults",
                fault.put("provider", provider)
                        .put("path", path)
                        .put("times", 1)
                        .encode());
    }

    /** Ends everybody's tokens at its side: {@code all}, or {@code access} or {@code refresh} tokens alone. */
    public void ends(String tokens) {
        send(
                "POST",
                "/_admin/endings",
                new JsonObject().put("provider", provider).put("tokens", tokens).encode());
    }

    /** Sets what the sandbox's README lists. */
    public void set(String name, Object value) {
        JsonObject settings = new JsonObject().put(provider, new JsonObject().put(name, value));
        send("POST", "/_admin/settings", settings.encode());
    }

    /** What it was asked below that path, newest first. */
    public JsonArray requests(String path) {
        return new JsonObject(send("GET", "/_admin/requests?provider=" + provider + "&path=" + path, "")
                        .body())
                .getJsonArray("items");
    }

    /** What it answers to somebody with that token. */
    public Reply get(String path, String token) {
        return Reply.of(send("GET", "/" + provider + path, "", "Authorization", "Bearer " + token));
    }

    private static JsonObject answer(int status, String contentType) {
        return new JsonObject().put("status", status).put("headers", new JsonObject().put("Content-Type", contentType));
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(Browser.setting("test.sandbox.url") + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("User-Agent", "connections-service-tests");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (path.startsWith("/_admin") && response.statusCode() >= 300) {
                throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
