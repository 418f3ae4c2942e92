package org.integrationstack.sandbox.slack;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Hmac;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Sending.Reply;
import org.integrationstack.sandbox.frame.Sending.Verdict;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.frame.Webhooks;
import org.integrationstack.sandbox.oauth.Secrets;

/**
 * What Slack posts to the app: events, the verification of its address, slash commands and clicks on buttons, all signed
 * alike. Those that are ordered, and, of the types that a setting names, events of what happens here.
 *
 * <p>Source: docs.slack.dev, "The Events API", "Verifying requests from Slack", "url_verification event", "Implementing
 * slash commands" and "Handling user interaction".
 */
final class Events {
    static final String SLASH_COMMAND = "slash_command";
    static final String URL_VERIFICATION = "url_verification";
    static final String BLOCK_ACTIONS = "block_actions";

    /**
     * Source: docs.slack.dev, "The Events API", "Retries": an answer is awaited for three seconds; three retries,
     * "nearly immediately, after 1 minute, after 5 minutes", unless an answer says otherwise.
     */
    private static final Manner EVENT = new Manner(
            Duration.ofSeconds(3),
            Events::verdict,
            List.of(Duration.ofMillis(100), Duration.ofMinutes(1), Duration.ofMinutes(5)));

    private static final Manner INTERACTION = new Manner(Duration.ofSeconds(3));

    private final Registration registration;
    private final Webhooks webhooks;
    private final URI address;
    private final Clock clock;
    private final Secrets secrets;
    private final Supplier<Settings> settings;

    Events(Registration registration, Surroundings surroundings, Secrets secrets, Supplier<Settings> settings) {
        this.registration = registration;
        this.webhooks = surroundings.webhooks();
        this.address = surroundings.webhookAddress(Slack.ID);
        this.clock = surroundings.clock();
        this.secrets = secrets;
        this.settings = settings;
    }

    Sending ordered(WebhookOrder order) {
        order.requireNoForm();
        Team team = order.account()
                .map(id -> Team.of(id).orElseThrow(() -> Problem.invalid("'account' is none of a workspace here.")))
                .orElse(Team.SOFTBALL);
        String id = order.deliveryId().orElseGet(this::newId);
        return switch (order.event()) {
            case SLASH_COMMAND -> interaction(order, id, Form.encode(command(order, team)));
            case BLOCK_ACTIONS ->
                interaction(order, id, Form.encode(Map.of("payload", Json.text(merged(order, actions(team))))));
            case URL_VERIFICATION -> event(order, id, merged(order, verification()));
            default -> event(order, id, merged(order, envelope(team, id, example(order, team))));
        };
    }

    /** Sends the event, if the app has subscribed to its type. */
    void happened(Team team, ObjectNode event) {
        String type = event.path("type").asText();
        if (!settings.get().events().contains(type)) {
            return;
        }
        String id = newId();
        String body = Json.text(envelope(team, id, event.deepCopy()));
        String secret = registration.webhookSecret();
        webhooks.send(new Sending(EVENT, (retry, failure) -> {
            List<Map.Entry<String, String>> headers = headers("application/json", retry, failure);
            headers.addAll(signature(secret, body, clock.instant()));
            return new Webhook(Slack.ID, type, id, address, headers, body);
        }));
    }

    /** Tells that tokens of the workspace have ended. */
    void revoked(Team team, List<Installations.Held> ended) {
        ObjectNode event = Json.object().put("type", "tokens_revoked");
        ObjectNode tokens = event.putObject("tokens");
        tokens.set("oauth", users(ended, Slot.USER));
        tokens.set("bot", users(ended, Slot.BOT));
        happened(team, event.put("event_ts", timestamp()));
    }

    /** Tells what somebody wrote. */
    void written(Team team, String channel, ObjectNode message) {
        ObjectNode event = message.deepCopy().put("channel", channel).put("channel_type", "channel");
        happened(team, event.put("event_ts", message.path("ts").asText()));
        if (message.path("text").asText().contains("<@" + team.botUser() + ">")) {
            happened(team, event.deepCopy().put("type", "app_mention").remove(List.of("channel_type")));
        }
    }

    private static ArrayNode users(List<Installations.Held> ended, Slot slot) {
        return Json.texts(ended.stream()
                .filter(held -> held.slot() == slot)
                .map(held -> slot == Slot.BOT
                        ? held.token().person().team().botUser()
                        : held.token().person().id())
                .distinct()
                .toList());
    }

    private Sending event(WebhookOrder order, String id, ObjectNode body) {
        return sending(EVENT, "application/json", order, id, Json.text(body));
    }

    /** Forms, for which nothing is tried again: a person waits. */
    private Sending interaction(WebhookOrder order, String id, String body) {
        return sending(INTERACTION, "application/x-www-form-urlencoded", order, id, body);
    }

    private Sending sending(Manner manner, String contentType, WebhookOrder order, String id, String usualBody) {
        String body = order.rawBody().orElse(usualBody);
        String secret = order.signingSecret(registration.webhookSecret());
        return new Sending(manner, (retry, failure) -> {
            List<Map.Entry<String, String>> headers = headers(contentType, retry, failure);
            if (order.signature() != Signature.MISSING) {
                headers.addAll(signature(secret, body, clock.instant().minus(order.age())));
            }
            if (order.signature() == Signature.DOUBLED) {
                headers.add(headers.get(headers.size() - 1));
            }
            URI target = order.target().orElse(address);
            return new Webhook(Slack.ID, order.event(), id, target, headers, order.sent(body));
        });
    }

    private static ObjectNode merged(WebhookOrder order, ObjectNode usual) {
        return order.payload().map(changes -> Json.merge(usual, changes)).orElse(usual);
    }

    /** Source: docs.slack.dev, "The Events API", "Callback field". */
    private ObjectNode envelope(Team team, String id, ObjectNode event) {
        ObjectNode envelope = Json.object()
                .put("token", Slack.VERIFICATION_TOKEN)
                .put("team_id", team.id())
                .put("api_app_id", TokenMethods.APP_ID);
        envelope.set("event", event);
        envelope.put("type", "event_callback")
                .put("event_id", id)
                .put("event_time", clock.instant().getEpochSecond());
        ObjectNode authorization = Json.object()
                .putNull("enterprise_id")
                .put("team_id", team.id())
                .put("user_id", team.botUser())
                .put("is_bot", true)
                .put("is_enterprise_install", false);
        envelope.set("authorizations", Json.array(List.of(authorization)));
        return envelope.put("is_ext_shared_channel", false)
                .put("event_context", "4-" + id.substring(Math.min(2, id.length())));
    }

    /** The examples of the types that there are; of others, the order must tell. */
    private ObjectNode example(WebhookOrder order, Team team) {
        String now = timestamp();
        ObjectNode event = Json.object().put("type", order.event());
        Person author = Person.firstOf(team);
        return switch (order.event()) {
            case "message" ->
                event.put("channel", Channels.firstOf(team))
                        .put("user", author.id())
                        .put("text", "Hello world")
                        .put("ts", now)
                        .put("event_ts", now)
                        .put("channel_type", "channel");
            case "app_mention" ->
                event.put("user", author.id())
                        .put("text", "<@" + team.botUser() + "> is it everything a river should be?")
                        .put("ts", now)
                        .put("channel", Channels.firstOf(team))
                        .put("event_ts", now);
            case "tokens_revoked" -> {
                ObjectNode tokens = event.putObject("tokens");
                tokens.putArray("oauth");
                tokens.set("bot", Json.texts(List.of(team.botUser())));
                yield event.put("event_ts", now);
            }
            case "app_uninstalled" -> event.put("event_ts", now);
            default -> {
                if (order.payload().isEmpty()) {
                    throw Problem.invalid(
                            "There is no example of the event '" + order.event() + "'; give its payload.");
                }
                yield event.put("event_ts", now);
            }
        };
    }

    private static ObjectNode verification() {
        return Json.object()
                .put("token", Slack.VERIFICATION_TOKEN)
                .put("challenge", "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")
                .put("type", URL_VERIFICATION);
    }

    /** A command's fields; an order's payload adds to them or replaces them. */
    private Map<String, String> command(WebhookOrder order, Team team) {
        Person author = Person.firstOf(team);
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("token", Slack.VERIFICATION_TOKEN);
        fields.put("team_id", team.id());
        fields.put("team_domain", team.domain());
        fields.put("channel_id", Channels.firstOf(team));
        fields.put("channel_name", "general");
        fields.put("user_id", author.id());
        fields.put("user_name", author.handle());
        fields.put("command", "/integration");
        fields.put("text", "status");
        fields.put("api_app_id", TokenMethods.APP_ID);
        fields.put("is_enterprise_install", "false");
        fields.put(
                "response_url",
                "https://hooks.slack.com/commands/%s/%s/%s"
                        .formatted(team.id(), secrets.digits(13), secrets.alphanumeric(24)));
        fields.put("trigger_id", secrets.digits(13) + "." + secrets.digits(12) + "." + secrets.hexadecimal(32));
        order.payload()
                .ifPresent(changes -> changes.properties()
                        .forEach(change ->
                                fields.put(change.getKey(), change.getValue().asText())));
        return fields;
    }

    private ObjectNode actions(Team team) {
        ObjectNode payload = Json.object().put("type", BLOCK_ACTIONS);
        Person author = Person.firstOf(team);
        payload.putObject("user")
                .put("id", author.id())
                .put("username", author.handle())
                .put("team_id", team.id());
        payload.put("api_app_id", TokenMethods.APP_ID).put("token", Slack.VERIFICATION_TOKEN);
        payload.set("team", Json.object().put("id", team.id()).put("domain", team.domain()));
        payload.set("channel", Json.object().put("id", Channels.firstOf(team)).put("name", "general"));
        payload.put("trigger_id", secrets.digits(12) + "." + secrets.digits(12) + "." + secrets.hexadecimal(32));
        ObjectNode action = Json.object()
                .put("action_id", "approve")
                .put("block_id", "ACREq")
                .put("value", "yes")
                .put("type", "button")
                .put("action_ts", timestamp());
        payload.set("actions", Json.array(List.of(action)));
        return payload;
    }

    private String newId() {
        return "Ev" + secrets.alphanumeric(9).toUpperCase(Locale.ROOT);
    }

    private String timestamp() {
        return clock.instant().getEpochSecond() + ".000100";
    }

    private static List<Map.Entry<String, String>> headers(String contentType, int retry, Optional<String> failure) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
                Map.entry("Content-Type", contentType),
                Map.entry("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)"),
                Map.entry("Accept", "*/*")));
        failure.ifPresent(reason -> {
            headers.add(Map.entry("X-Slack-Retry-Num", Integer.toString(retry)));
            headers.add(Map.entry("X-Slack-Retry-Reason", reason));
        });
        return headers;
    }

    private static List<Map.Entry<String, String>> signature(String secret, String body, Instant at) {
        String time = Long.toString(at.getEpochSecond());
        byte[] mac = Hmac.sha256(secret, "v0:" + time + ":" + body);
        return List.of(
                Map.entry("X-Slack-Request-Timestamp", time),
                Map.entry("X-Slack-Signature", "v0=" + HexFormat.of().formatHex(mac)));
    }

    private static Verdict verdict(Reply reply) {
        if (reply.status() / 100 == 2) {
            return Verdict.TAKEN;
        }
        return "1".equals(reply.headers().get("X-Slack-No-Retry")) ? Verdict.DROPPED : Verdict.FAILED;
    }
}
