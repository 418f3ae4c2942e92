package org.integrationstack.sandbox.standard;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Ending;
import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Provider;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Sending.Reply;
import org.integrationstack.sandbox.frame.Sending.Verdict;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.oauth.Secrets;

/** A sender of webhooks and nothing else: it has no API. Confined to the event loop. */
public final class StandardWebhooks implements Provider {
    static final String NAME = "standard-webhooks";

    /**
     * Source: the Standard Webhooks specification, "Operational considerations": 15 to 30 seconds for an answer, retries
     * over a few days, none after a 410.
     */
    private static final Manner MANNER = new Manner(
            Duration.ofSeconds(20),
            StandardWebhooks::verdict,
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(14),
                    Duration.ofHours(20),
                    Duration.ofHours(24)));

    private final Optional<String> secret;
    private final Surroundings surroundings;
    private final Secrets secrets;

    /** @param secret in the form {@code whsec_…}; empty: each order names its own */
    public StandardWebhooks(Optional<String> secret, Surroundings surroundings) {
        this.secret = secret.map(text -> new Signing(text).secret());
        this.surroundings = surroundings;
        this.secrets = new Secrets(surroundings.random());
    }

    @Override
    public String id() {
        return NAME;
    }

    @Override
    public Answer answer(Call call) {
        return Answer.empty(404);
    }

    @Override
    public Answer failure(int status) {
        return Answer.empty(status);
    }

    @Override
    public Answer rateLimited(Call call, OptionalInt status, OptionalInt retryAfterSeconds) {
        return Answer.empty(status.orElse(429)).withRetryAfter(retryAfterSeconds);
    }

    @Override
    public Sending webhook(WebhookOrder order) {
        order.requireNoForm();
        String id = order.deliveryId().orElseGet(() -> "msg_" + secrets.alphanumeric(27));
        String body = order.rawBody().orElseGet(() -> Json.text(payload(order)));
        // The wrong secret has the form of a right one.
        Signing signing = order.signature() == Signature.INVALID
                ? new Signing("whsec_" + secrets.alphanumeric(32))
                : new Signing(order.signingSecret(secret.orElse("")));
        URI target = order.target().orElseGet(() -> surroundings.webhookAddress(NAME));
        return new Sending(MANNER, (retry, failure) -> {
            List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
                    Map.entry("Content-Type", "application/json"), Map.entry("User-Agent", "Standard-Webhooks/1.0")));
            headers.add(Map.entry(Signing.ID, id));
            if (order.signature() != Signature.MISSING) {
                headers.addAll(signature(order, signing, id, body));
            }
            return new Webhook(NAME, order.event(), id, target, headers, order.sent(body));
        });
    }

    @Override
    public int end(Ending ending) {
        return 0;
    }

    @Override
    public ObjectNode settings() {
        return Json.object();
    }

    @Override
    public void configure(ObjectNode changes) {
        Input.of(changes, Set.of());
    }

    @Override
    public void reset() {
        // It remembers nothing.
    }

    private List<Map.Entry<String, String>> signature(WebhookOrder order, Signing signing, String id, String body) {
        long at = surroundings.clock().instant().minus(order.age()).getEpochSecond();
        String time = Long.toString(at);
        var signature = Map.entry(Signing.SIGNATURE, signing.entry(id, time, body.getBytes(StandardCharsets.UTF_8)));
        var timestamp = Map.entry(Signing.TIMESTAMP, time);
        return order.signature() == Signature.DOUBLED
                ? List.of(timestamp, signature, signature)
                : List.of(timestamp, signature);
    }

    /** Source: the Standard Webhooks specification, "Webhook payload". */
    private ObjectNode payload(WebhookOrder order) {
        ObjectNode payload = Json.object()
                .put("type", order.event())
                .put("timestamp", surroundings.clock().instant().toString());
        payload.putObject("data").put("id", secrets.alphanumeric(12));
        return order.payload().map(changes -> Json.merge(payload, changes)).orElse(payload);
    }

    private static Verdict verdict(Reply reply) {
        if (reply.status() / 100 == 2) {
            return Verdict.TAKEN;
        }
        return reply.status() == 410 ? Verdict.DROPPED : Verdict.FAILED;
    }
}
