package org.integrationstack.connections.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The sandbox's GitHub, seen from its own side. */
public final class GitHub {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private GitHub() {}

    /** Answers the next request to that path with a status. */
    public static void fails(String path, int status) {
        send(
                "POST",
                "/_admin/faults",
                new JsonObject()
                        .put("provider", "github")
                        .put("path", path)
                        .put("kind", "status")
                        .put("status", status)
                        .put("times", 1)
                        .encode());
    }

    /** Forgets faults, tokens and requests. */
    public static void reset() {
        send("POST", "/_admin/reset", "");
    }

    /** What GitHub was asked below that path. */
    public static JsonArray requests(String path) {
        return new JsonObject(send("GET", "/_admin/requests?provider=github&path=" + path, "")
                        .body())
                .getJsonArray("items");
    }

    /** What GitHub answers to somebody with that token. */
    public static int statusOfUser(String token) {
        return send("GET", "/github/user", "", "Authorization", "Bearer " + token)
                .statusCode();
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
