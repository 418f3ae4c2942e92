package org.integrationstack.sandbox.frame;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

import org.integrationstack.sandbox.frame.Sending.Reply;
import org.integrationstack.sandbox.frame.Sending.Verdict;

/**
 * Posts webhooks, tries again as their providers do, and remembers the last {@value #KEPT} attempts.
 * Confined to the event loop.
 */
public final class Webhooks {
    private static final int KEPT = 500;
    private static final int KEPT_CHARACTERS = 32_768;

    /**
     * What became of an attempt.
     *
     * @param status empty when the target gave no answer; {@code body} then says why
     * @param failure what a provider calls it, if the webhook was not taken
     * @param again whether a provider that tries again does so now
     */
    public record Outcome(
            OptionalInt status, Optional<String> contentType, String body, Optional<String> failure, boolean again) {}

    /**
     * An attempt to deliver a webhook.
     *
     * @param id of the attempt
     * @param retry 0 at first
     * @param next when it is tried again; empty: never
     */
    public record Delivery(
            long id,
            Webhook webhook,
            int retry,
            Instant at,
            Outcome outcome,
            Optional<Instant> next,
            Duration duration) {

        /** Without the request, which may be large. */
        ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("id", Long.toString(id))
                    .put("provider", webhook.provider())
                    .put("event", webhook.event())
                    .put("deliveryId", webhook.deliveryId())
                    .put("target", webhook.target().toString())
                    .put("attempt", retry + 1)
                    .put("at", at.toString())
                    .put("taken", outcome.failure.isEmpty())
                    .put("contentType", outcome.contentType.orElse(null))
                    .put("body", outcome.body)
                    .put("durationMs", duration.toMillis())
                    .put("failure", outcome.failure.orElse(null))
                    .put("nextAttemptAt", next.map(Instant::toString).orElse(null));
            outcome.status.ifPresentOrElse(value -> json.put("status", value), () -> json.putNull("status"));
            return json;
        }

        /** With the request as it was sent; a very long body is cut off, as {@code cut} says. */
        ObjectNode whole() {
            ObjectNode json = json();
            ObjectNode request = json.putObject("request");
            ObjectNode headers = request.putObject("headers");
            webhook.headers()
                    .forEach(header -> headers.withArray(header.getKey()).add(header.getValue()));
            boolean cut = webhook.body().length() >= KEPT_CHARACTERS;
            request.put("body", webhook.body()).put("cut", cut);
            return json;
        }

        /** The same, of whose request no more is held than can be shown. */
        private Delivery shortened() {
            Webhook sent = webhook;
            if (sent.body().length() <= KEPT_CHARACTERS) {
                return this;
            }
            Webhook cut = new Webhook(
                    sent.provider(),
                    sent.event(),
                    sent.deliveryId(),
                    sent.target(),
                    sent.headers(),
                    sent.body().substring(0, KEPT_CHARACTERS));
            return new Delivery(id, cut, retry, at, outcome, next, duration);
        }
    }

    /** What is known since the last reset. */
    private static final class Memory {
        private final Deque<Delivery> deliveries = new ArrayDeque<>();
        private final Map<Long, Retry> waiting = new LinkedHashMap<>();
    }

    private record Retry(Sending sending, int number, String failure) {}

    private final Vertx vertx;
    private final HttpClient client;
    private final Clock clock;
    private Memory memory = new Memory();
    private long lastId;

    Webhooks(Vertx vertx, HttpClient client, Clock clock) {
        this.vertx = vertx;
        this.client = client;
        this.clock = clock;
    }

    /**
     * Posts, and again later if it is not taken: the first attempt. Never fails: a target that does not answer is a
     * delivery without a status.
     */
    public Future<Delivery> send(Sending sending) {
        return attempt(memory, sending, 0, Optional.empty());
    }

    /** Makes every retry that waits, at once. */
    Future<List<Delivery>> retryNow() {
        Memory present = memory;
        Map<Long, Retry> due = Map.copyOf(present.waiting);
        present.waiting.clear();
        due.keySet().forEach(vertx::cancelTimer);
        List<Future<Delivery>> attempts =
                due.values().stream().map(retry -> again(present, retry)).toList();
        return Future.all(attempts).map(all -> all.list());
    }

    List<Delivery> newestFirst() {
        return List.copyOf(memory.deliveries);
    }

    Optional<Delivery> find(String id) {
        return memory.deliveries.stream()
                .filter(delivery -> Long.toString(delivery.id).equals(id))
                .findFirst();
    }

    /** Forgets all deliveries, also those whose answer is still to come, and all retries. */
    void clear() {
        memory.waiting.keySet().forEach(vertx::cancelTimer);
        memory = new Memory();
    }

    private Future<Delivery> again(Memory known, Retry retry) {
        return attempt(known, retry.sending, retry.number, Optional.of(retry.failure));
    }

    private Future<Delivery> attempt(Memory known, Sending sending, int retry, Optional<String> failure) {
        Webhook webhook = sending.attempts().make(retry, failure);
        long id = ++lastId;
        Instant at = clock.instant();
        long start = System.nanoTime();
        return post(webhook, sending.manner().patience())
                .compose(Webhooks::whole)
                .map(reply -> answered(sending.manner().verdict().apply(reply), reply))
                .otherwise(Webhooks::unanswered)
                .map(outcome -> new Delivery(
                        id, webhook, retry, at, outcome, later(known, sending, retry, outcome), since(start)))
                .onSuccess(delivery -> {
                    remember(delivery, known);
                    sending.told().accept(delivery);
                });
    }

    private static Outcome answered(Verdict verdict, Reply reply) {
        return new Outcome(
                OptionalInt.of(reply.status()),
                Optional.ofNullable(reply.headers().get("Content-Type")),
                reply.body(),
                verdict == Verdict.TAKEN ? Optional.empty() : Optional.of("http_error"),
                verdict == Verdict.FAILED);
    }

    private static Outcome unanswered(Throwable why) {
        String failure = why instanceof TimeoutException ? "http_timeout" : "connection_failed";
        return new Outcome(
                OptionalInt.empty(), Optional.empty(), String.valueOf(why.getMessage()), Optional.of(failure), true);
    }

    /** Plans the next retry, if there is one: when. */
    private Optional<Instant> later(Memory known, Sending sending, int retry, Outcome outcome) {
        List<Duration> pauses = sending.manner().pauses();
        if (!outcome.again || known != memory || retry >= pauses.size()) {
            return Optional.empty();
        }
        Duration pause = pauses.get(retry);
        Retry next = new Retry(sending, retry + 1, outcome.failure.orElseThrow());
        long timer = vertx.setTimer(Math.max(1, pause.toMillis()), due -> {
            if (known.waiting.remove(due) != null) {
                again(known, next);
            }
        });
        known.waiting.put(timer, next);
        return Optional.of(clock.instant().plus(pause));
    }

    private Future<HttpClientResponse> post(Webhook webhook, Duration patience) {
        return client.request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(webhook.target().toString())
                        .setTimeout(patience.toMillis()))
                .compose(request -> send(request, webhook));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Webhook webhook) {
        webhook.headers().forEach(header -> request.headers().add(header.getKey(), header.getValue()));
        return request.send(Buffer.buffer(webhook.body()));
    }

    private static Future<Reply> whole(HttpClientResponse response) {
        return response.body()
                .map(body ->
                        new Reply(response.statusCode(), response.headers(), body.toString(StandardCharsets.UTF_8)));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void remember(Delivery delivery, Memory known) {
        known.deliveries.addFirst(delivery.shortened());
        if (known.deliveries.size() > KEPT) {
            known.deliveries.removeLast();
        }
    }
}
