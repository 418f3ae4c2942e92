package org.integrationstack.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpURLConnection;
import java.net.Proxy;
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
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.local.Tokens;
import org.integrationstack.local.configuration.PrivateFile;

/** The connections-service of a running stack: what a measurement asks of it before and beside the load. */
final class ConnectionsService {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Map<String, String> stack;
    private final Path environments;
    private final URI url;
    private final String platformToken;

    /** @param stackEnv the path of {@code stack.env} */
    ConnectionsService(Path stackEnv) {
        this.stack = PrivateFile.read(stackEnv);
        this.environments = stackEnv.resolveSibling("env");
        // Whoever begins to connect an account has to be the one who comes back.
        CookieHandler.setDefault(new CookieManager(null, CookiePolicy.ACCEPT_ALL));
        this.url = URI.create(stack.get("CONNECTIONS_URL"));
        Map<String, String> proxy = environment("api-proxy-service");
        this.platformToken = new Tokens(URI.create(stack.get("TOKEN_URL")))
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
        return stack.get("ADMIN_TOKEN");
    }

    byte[] request(String path, String token) {
        return Wire.get(url, path, token);
    }

    Load load(IntFunction<String> paths, String token) {
        return new Load(url, ProcessHandle.of(pid()).orElseThrow(), number -> request(paths.apply(number), token));
    }

    /** Connects an account of alice's by a link, with somebody's consent: the connection's id. */
    String connect(String provider, String login) throws IOException {
        JsonNode link = post("/api/connect/" + provider, "{\"returnTo\":\"/settings/integrations\"}", "USER_TOKEN");
        URI consent = follow(URI.create(link.path("authorizationUrl").asText()));
        URI back = follow(follow(URI.create(consent + "&auto=allow&login=" + login)));
        if (!back.getQuery().startsWith("code=")) {
            throw new IOException(provider + ": expected a code, saw " + back);
        }
        String code = back.getQuery().substring("code=".length());
        return post("/api/connections/redeem", "{\"code\":\"" + code + "\"}", "USER_TOKEN")
                .path("id")
                .asText();
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
            JsonNode rotation = post("/api/keys/rotations", "", "OPERATOR_TOKEN");
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
        JsonNode items = json(text(open(stack.get("SANDBOX_URL") + "/_admin/requests?provider=" + provider)))
                .path("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(request -> request.path("body").asText().contains("grant_type=refresh_token"))
                .count();
    }

    /** The sum of a metric's values now, those with such a label; 0 where there is none yet. */
    double metric(String name, String label) throws IOException {
        return text(open(stack.get("CONNECTIONS_MANAGEMENT_URL") + "/q/metrics"))
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    long residentMebibytes() {
        return RestartBench.residentMebibytes(pid());
    }

    private long pid() {
        return Long.parseLong(stack.get("PID_CONNECTIONS"));
    }

    private Map<String, String> environment(String service) {
        return PrivateFile.read(environments.resolve(service + ".env"));
    }

    private JsonNode get(String address, String token) throws IOException {
        HttpURLConnection request = open(address);
        request.setRequestProperty("Authorization", "Bearer " + stack.get(token));
        return json(text(request));
    }

    private JsonNode post(String path, String body, String token) throws IOException {
        HttpURLConnection request = open(url + path);
        request.setRequestProperty("Authorization", "Bearer " + stack.get(token));
        request.setRequestProperty("Content-Type", "application/json");
        write(request, body);
        return json(text(request));
    }

    private static URI follow(URI address) throws IOException {
        HttpURLConnection request = open(address.toString());
        request.setRequestProperty("Accept", "text/html");
        String location = request.getHeaderField("Location");
        if (location == null) {
            throw new IOException(address.getPath() + ": expected a redirect, saw status " + request.getResponseCode());
        }
        return address.resolve(location);
    }

    private static HttpURLConnection open(String address) throws IOException {
        HttpURLConnection request =
                (HttpURLConnection) URI.create(address).toURL().openConnection(Proxy.NO_PROXY);
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout(PATIENCE_MILLIS);
        request.setReadTimeout(PATIENCE_MILLIS);
        return request;
    }

    private static void write(HttpURLConnection request, String body) throws IOException {
        request.setRequestMethod("POST");
        request.setDoOutput(true);
        request.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Fails for any other answer than a good one. */
    private static String text(HttpURLConnection request) throws IOException {
        return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
