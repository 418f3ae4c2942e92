package org.integrationstack.gateway.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends as GitHub does. */
public final class Github {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI gateway;

    public Github(URI gateway) {
        this.gateway = gateway;
    }

    /** A delivery that has everything; whoever wants it otherwise changes it. */
    public HttpRequest.Builder delivery(String id, byte[] body) {
        return request("/webhooks/github")
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", id)
                .header("X-Hub-Signature-256", signature(body))
                .POST(BodyPublishers.ofByteArray(body));
    }

    /** The same to an endpoint. */
    public HttpRequest.Builder delivery(UUID endpoint, String id, byte[] body, String secret) {
        return request("/webhooks/github/" + endpoint)
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", "push")
                .header("X-GitHub-Delivery", id)
                .header("X-Hub-Signature-256", signature(body, secret))
                .POST(BodyPublishers.ofByteArray(body));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path)).timeout(Duration.ofSeconds(20));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    public static String id() {
        return UUID.randomUUID().toString();
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static String signature(byte[] body) {
        return signature(body, Secrets.GITHUB);
    }

    public static String signature(byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
