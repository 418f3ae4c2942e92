package org.integrationstack.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.local.Tokens;

/** The connections-service of a running stack. */
final class ConnectionsService extends StackClient {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final URI url;
    private final String platformToken;

    /** @param stackEnv the path of {@code stack.env} */
    ConnectionsService(Path stackEnv) {
        super(stackEnv);
        this.url = URI.create(env("CONNECTIONS_URL"));
        Map<String, String> proxy = environment("api-proxy-service");
        this.platformToken = new Tokens(URI.create(env("TOKEN_URL")))
                .get(proxy.get("OIDC_CLIENT_ID"), proxy.get("OIDC_CLIENT_SECRET"));
    }

    URI url() {
        return url;
    }

    /** What the service was started with. */
    Map<String, String> environment() {
        return environment("connections-service");
    }

    /** Of one of our own services, which may ask for credentials. */
    String platformToken() {
        return platformToken;
    }

    String adminToken() {
        return env("ADMIN_TOKEN");
    }

    byte[] request(String path, String token) {
        return Wire.get(url, path, token);
    }

    Load load(IntFunction<String> paths, String token) {
        return load("CONNECTIONS", number -> request(paths.apply(number), token));
    }

    /** The paths of the first pages of the tenant's connections. */
    List<String> pages(int count) throws IOException {
        List<String> pages = new ArrayList<>(List.of("/api/connections"));
        while (pages.size() < count) {
            String cursor = get(url + pages.get(pages.size() - 1), "ADMIN_TOKEN")
                    .path("next")
                    .asText();
            pages.add("/api/connections?cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        }
        return pages;
    }

    /** Rotates the keys: the rotation when it is done. */
    JsonNode rotate() {
        try {
            JsonNode rotation = post(url + "/api/keys/rotations", "", "OPERATOR_TOKEN");
            while (rotation.path("finishedAt").asText("").isEmpty()) {
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                rotation =
                        get(url + "/api/keys/rotations/" + rotation.path("id").asText(), "OPERATOR_TOKEN");
            }
            return rotation;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many refresh tokens a provider has been sent since the sandbox started. */
    long refreshes(String provider) throws IOException {
        JsonNode items = json(text(open(env("SANDBOX_URL") + "/_admin/requests?provider=" + provider)))
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(request -> request.path("body").asText().contains("grant_type=refresh_token"))
                .count();
    }

    double metric(String name, String label) throws IOException {
        return metric("CONNECTIONS", name, label);
    }

    long residentMebibytes() {
        return residentMebibytes("CONNECTIONS");
    }
}
