package org.integrationstack.local.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.local.configuration.PrivateFile;

/** A running stack: what a measurement asks of it before and beside the load. */
class StackClient {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_MILLIS = 60_000;

    private final Map<String, String> stack;
    private final Path environments;

    /** @param stackEnv the path of {@code stack.env} */
    StackClient(Path stackEnv) {
        this.stack = PrivateFile.read(stackEnv);
        this.environments = stackEnv.resolveSibling("env");
        // Whoever begins to connect an account has to be the one who comes back.
        CookieHandler.setDefault(new CookieManager(null, CookiePolicy.ACCEPT_ALL));
    }

    /** What {@code stack.env} said at the beginning. */
    final String env(String key) {
        return stack.get(key);
    }

    final long pid(String service) {
        return Long.parseLong(env("PID_" + service));
    }

    /** What a service was started with. */
    final Map<String, String> environment(String service) {
        return PrivateFile.read(environments.resolve(service + ".env"));
    }

    /** A load of a service. */
    final Load load(String service, IntFunction<byte[]> requests) {
        return new Load(
                URI.create(env(service + "_URL")),
                ProcessHandle.of(pid(service)).orElseThrow(),
                requests);
    }

    /** Connects an account of alice's by a link, with somebody's consent: the connection's id. */
    final String connect(String provider, String login) throws IOException {
        JsonNode link = post(
                env("CONNECTIONS_URL") + "/api/connect/" + provider,
                "{\"returnTo\":\"/settings/integrations\"}",
                "USER_TOKEN");
        URI consent = follow(URI.create(link.path("authorizationUrl").asText()));
        URI back = follow(follow(URI.create(consent + "&auto=allow&login=" + login)));
        if (!back.getQuery().startsWith("code=")) {
            throw new IOException(provider + ": expected a code, saw " + back);
        }
        String code = back.getQuery().substring("code=".length());
        return post(env("CONNECTIONS_URL") + "/api/connections/redeem", "{\"code\":\"" + code + "\"}", "USER_TOKEN")
                .path("id")
                .asText();
    }

    /** The sum of a service's metric's values now, those with such a label; 0 where there is none yet. */
    final double metric(String service, String name, String label) throws IOException {
        return text(open(env(service + "_MANAGEMENT_URL") + "/q/metrics"))
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    final long residentMebibytes(String service) {
        return RestartBench.residentMebibytes(pid(service));
    }

    final JsonNode get(String address, String token) throws IOException {
        return json(text(open(address, token)));
    }

    final byte[] bytes(String address, String token) throws IOException {
        return open(address, token).getInputStream().readAllBytes();
    }

    final JsonNode post(String address, String body, String token) throws IOException {
        HttpURLConnection request = open(address, token);
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

    /** @param token the key of {@code stack.env} that tells it */
    private HttpURLConnection open(String address, String token) throws IOException {
        HttpURLConnection request = open(address);
        request.setRequestProperty("Authorization", "Bearer " + env(token));
        return request;
    }

    static HttpURLConnection open(String address) throws IOException {
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
    static String text(HttpURLConnection request) throws IOException {
        return new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
