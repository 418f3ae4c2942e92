package org.integrationstack.sandbox.frame;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/** Posts webhooks and remembers the last {@value #KEPT} deliveries. Confined to the event loop. */
public final class Webhooks {
    private static final int KEPT = 500;
    // Source: docs.github.com, "Handling webhook deliveries": an answer is awaited for 10 seconds.
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * A webhook and what became of it.
     *
     * @param status empty when the target gave no answer; {@code body} then says why
     */
    public record Delivery(Webhook webhook, Instant at, OptionalInt status, String body, Duration duration) {
        /** Without the payload, which may be large. */
        ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("provider", webhook.provider())
                    .put("event", webhook.event())
                    .put("deliveryId", webhook.deliveryId())
                    .put("target", webhook.target().toString())
                    .put("at", at.toString())
                    .put("body", body)
                    .put("durationMs", duration.toMillis());
            status.ifPresentOrElse(value -> json.put("status", value), () -> json.putNull("status"));
            return json;
        }
    }

    private final HttpClient client;
    private final Clock clock;
    private Deque<ObjectNode> deliveries = new ArrayDeque<>();

    Webhooks(HttpClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Posts once. Never fails: a target that does not answer is a delivery without a status. */
    public Future<Delivery> send(Webhook webhook) {
        Deque<ObjectNode> kept = deliveries;
        Instant at = clock.instant();
        long start = System.nanoTime();
        return post(webhook)
                .compose(response -> response.body().map(body -> delivery(webhook, at, start, response, body)))
                .otherwise(failure -> new Delivery(
                        webhook, at, OptionalInt.empty(), String.valueOf(failure.getMessage()), since(start)))
                .onSuccess(delivery -> remember(delivery, kept));
    }

    List<ObjectNode> newestFirst() {
        return List.copyOf(deliveries);
    }

    /** Forgets all deliveries, also those whose answer is still to come. */
    void clear() {
        deliveries = new ArrayDeque<>();
    }

    private Future<HttpClientResponse> post(Webhook webhook) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(webhook.target().toString())
                        .setTimeout(TIMEOUT.toMillis()))
                .compose(request -> send(request, webhook));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Webhook webhook) {
        webhook.headers().forEach(header -> request.headers().add(header.getKey(), header.getValue()));
        return request.send(Buffer.buffer(webhook.body()));
    }

    private static Delivery delivery(
            Webhook webhook, Instant at, long start, HttpClientResponse response, Buffer body) {
        return new Delivery(
                webhook,
                at,
                OptionalInt.of(response.statusCode()),
                body.toString(StandardCharsets.UTF_8),
                since(start));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void remember(Delivery delivery, Deque<ObjectNode> kept) {
        kept.addFirst(delivery.json());
        if (kept.size() > KEPT) {
            kept.removeLast();
        }
    }
}
