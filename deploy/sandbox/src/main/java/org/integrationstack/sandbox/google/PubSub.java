package org.integrationstack.sandbox.google;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Sending.Verdict;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.oauth.Secrets;

/**
 * A push subscription of Pub/Sub. What proves a push is a token of Google's in the name of the subscription's service
 * account; the message itself is not signed.
 *
 * <p>Source: cloud.google.com/pubsub/docs, "Push subscriptions" and "Authenticate push subscriptions".
 */
final class PubSub {
    /** The event of an order: a message, such as Gmail publishes when a mailbox changes. */
    static final String MESSAGE = "message";

    private static final String SUBSCRIPTION = "projects/sandbox-project/subscriptions/integration-push";
    private static final String SERVICE_ACCOUNT_ID = "113774264463038321964";
    private static final Duration TOKEN_LIFE = Duration.ofHours(1);
    private static final Set<Integer> ACKNOWLEDGING = Set.of(102, 200, 201, 202, 204);
    private static final int RETRIES = 16;

    /** Ten seconds for an answer unless the subscription says otherwise; pauses from 100 ms, doubled up to a minute. */
    private static final Manner MANNER = new Manner(
            Duration.ofSeconds(10),
            reply -> ACKNOWLEDGING.contains(reply.status()) ? Verdict.TAKEN : Verdict.FAILED,
            IntStream.range(0, RETRIES)
                    .mapToObj(retry -> Duration.ofMillis(Math.min(60_000, 100L << retry)))
                    .toList());

    private final SigningKeys keys;
    private final Surroundings surroundings;
    private final Secrets secrets;
    private final Supplier<Settings> settings;

    PubSub(SigningKeys keys, Surroundings surroundings, Secrets secrets, Supplier<Settings> settings) {
        this.keys = keys;
        this.surroundings = surroundings;
        this.secrets = secrets;
        this.settings = settings;
    }

    Sending ordered(WebhookOrder order) {
        order.requireNoForm();
        order.requireNoSecret("Google's own key signs a push");
        String id = order.deliveryId().orElseGet(() -> secrets.digits(16));
        String body = order.sent(order.rawBody().orElseGet(() -> Json.text(body(order, id))));
        URI target = order.target().orElseGet(() -> surroundings.webhookAddress(Google.ID));
        return new Sending(MANNER, (retry, failure) -> {
            List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
                    Map.entry("Content-Type", "application/json"),
                    Map.entry("Accept", "application/json"),
                    Map.entry(
                            "User-Agent", "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)"),
                    Map.entry("From", "noreply@google.com")));
            headers.addAll(authorization(order, target));
            return new Webhook(Google.ID, order.event(), id, target, headers, body);
        });
    }

    private List<Map.Entry<String, String>> authorization(WebhookOrder order, URI target) {
        if (order.signature() == Signature.MISSING) {
            return List.of();
        }
        boolean right = order.signature() != Signature.INVALID;
        String token = keys.signed(
                claims(target, clock().instant().minus(order.age())),
                right ? Settings.Signature.VALID : Settings.Signature.INVALID);
        var header = Map.entry("Authorization", "Bearer " + token);
        return order.signature() == Signature.DOUBLED ? List.of(header, header) : List.of(header);
    }

    /** The audience is the address that is pushed to, unless the subscription has another. */
    private ObjectNode claims(URI target, Instant at) {
        ObjectNode claims = Json.object()
                .put("aud", target.toString())
                .put("azp", SERVICE_ACCOUNT_ID)
                .put("email", settings.get().pushServiceAccount())
                .put("email_verified", true)
                .put("exp", at.plus(TOKEN_LIFE).getEpochSecond())
                .put("iat", at.getEpochSecond())
                .put("iss", Addresses.ISSUER)
                .put("sub", SERVICE_ACCOUNT_ID);
        return Json.merge(claims, settings.get().pushTokenClaims());
    }

    /** An order gives data as the object that it is; it travels in base64. Old names of two members come along. */
    private ObjectNode body(WebhookOrder order, String id) {
        ObjectNode message = Json.object();
        message.putObject("attributes");
        message.set("data", mailboxChange(order));
        message.put("messageId", id).put("publishTime", clock().instant().toString());
        ObjectNode body = Json.object();
        body.set("message", message);
        body.put("subscription", SUBSCRIPTION);
        order.payload().ifPresent(changes -> Json.merge(body, changes));
        if (body.get("message") instanceof ObjectNode changed) {
            changed.set("message_id", changed.get("messageId"));
            changed.set("publish_time", changed.get("publishTime"));
            if (changed.get("data") instanceof ObjectNode data) {
                changed.put("data", base64(Json.text(data)));
            }
        }
        return body;
    }

    /** Source: developers.google.com/gmail/api/guides/push. */
    private ObjectNode mailboxChange(WebhookOrder order) {
        Person person = order.account()
                .map(account -> Person.ALL.stream()
                        .filter(one -> one.email().equals(account) || one.sub().equals(account))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid("'account' is none of a person here.")))
                .orElse(Person.ADA);
        return Json.object()
                .put("emailAddress", person.email())
                .put("historyId", clock().instant().toEpochMilli());
    }

    private Clock clock() {
        return surroundings.clock();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
