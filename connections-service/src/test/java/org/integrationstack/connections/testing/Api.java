package org.integrationstack.connections.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.vertx.core.json.JsonObject;

import org.integrationstack.embedded.testing.TestIdentity;

/** A program that calls the API with a bearer token. */
public final class Api {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Optional<String> token;
    private final String[] headers;

    private Api(Optional<String> token, String... headers) {
        this.token = token;
        this.headers = headers;
    }

    public static Api with(String token, String... headers) {
        return new Api(Optional.of(token), headers);
    }

    public static Api anonymous() {
        return new Api(Optional.empty());
    }

    public static Api user(String subject) {
        return with(TestIdentity.user(subject, "acme"));
    }

    /** A product's service of tenant acme with these scopes. */
    public static Api product(String... scopes) {
        return with(TestIdentity.token(Map.of("sub", "product", "tenant", "acme", "scope", String.join(" ", scopes))));
    }

    /** The proxy, acting for that tenant. */
    public static Api proxyFor(String tenant) {
        return with(TestIdentity.service("credentials:read", "tenant:delegate"), "Integration-Tenant", tenant);
    }

    /** The same, with a header more. */
    public Api withHeader(String name, String value) {
        return new Api(
                token,
                Stream.concat(Arrays.stream(headers), Stream.of(name, value)).toArray(String[]::new));
    }

    public Reply get(String path) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    public Reply delete(String path) {
        return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    public Reply post(String path, JsonObject body) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body.encode()));
    }

    public Reply patch(String path, JsonObject body, String... more) {
        return send("PATCH", path, HttpRequest.BodyPublishers.ofString(body.encode()), more);
    }

    /** Any body, well-formed or not. */
    public Reply send(String method, String path, String body, String... more) {
        return send(method, path, HttpRequest.BodyPublishers.ofString(body), more);
    }

    /** A body whose length is not announced. */
    public Reply sendChunked(String method, String path, String body) {
        return send(method, path, HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Reply send(String method, String path, HttpRequest.BodyPublisher body, String... more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(Browser.setting("CONSOLE_URL")).resolve(path))
                .method(method, body)
                .header("Content-Type", "application/json");
        token.ifPresent(it -> request.header("Authorization", "Bearer " + it));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (more.length > 0) {
            request.headers(more);
        }
        try {
            return Reply.of(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
