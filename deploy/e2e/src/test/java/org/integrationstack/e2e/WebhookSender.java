package org.integrationstack.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A provider that signs as GitHub does and sends each delivery until it is accepted, those of a repository one after the
 * other.
 */
final class WebhookSender {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ACCEPTED = Duration.ofSeconds(90);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RunningStack stack;

    WebhookSender(RunningStack stack) {
        this.stack = stack;
    }

    /** One delivery. */
    record Webhook(String deliveryId, String event, String body) {}

    /** Sends them all, each list in its order and the lists beside each other; completes when all are accepted. */
    CompletableFuture<Void> send(List<List<Webhook>> inOrder) {
        ExecutorService threads = Executors.newFixedThreadPool(inOrder.size());
        CompletableFuture<?>[] lists = inOrder.stream()
                .map(webhooks -> CompletableFuture.runAsync(() -> webhooks.forEach(this::send), threads))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(lists).whenComplete((sent, failure) -> threads.shutdownNow());
    }

    private void send(Webhook webhook) {
        Await.until(ACCEPTED, "the gateway accepts " + webhook.deliveryId(), () -> isAccepted(webhook));
    }

    private boolean isAccepted(Webhook webhook) throws InterruptedException {
        try {
            return http.send(request(webhook), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException away) {
            return false;
        }
    }

    private HttpRequest request(Webhook webhook) {
        byte[] body = webhook.body().getBytes(StandardCharsets.UTF_8);
        return HttpRequest.newBuilder(URI.create(stack.env("GATEWAY_URL") + "/webhooks/github"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("X-GitHub-Event", webhook.event())
                .header("X-GitHub-Delivery", webhook.deliveryId())
                .header("X-Hub-Signature-256", "sha256=" + signature(body))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
    }

    private String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    stack.env("GITHUB_WEBHOOK_SECRET").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
