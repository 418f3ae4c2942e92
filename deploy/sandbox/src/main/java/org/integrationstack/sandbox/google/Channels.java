package org.integrationstack.sandbox.google;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;
import org.integrationstack.sandbox.frame.Sending;
import org.integrationstack.sandbox.frame.Sending.Manner;
import org.integrationstack.sandbox.frame.Sending.Reply;
import org.integrationstack.sandbox.frame.Sending.Verdict;
import org.integrationstack.sandbox.frame.Surroundings;
import org.integrationstack.sandbox.frame.Webhook;
import org.integrationstack.sandbox.frame.WebhookOrder;
import org.integrationstack.sandbox.frame.WebhookOrder.Signature;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * Notification channels: who watches what, and the notifications, which have no body: all is in their headers, and all
 * that proves them is the token that the watcher chose. Confined to the event loop.
 *
 * <p>Source: developers.google.com, "Google Drive API", "Notifications for resource changes".
 */
final class Channels {
    /** The states that a notification can tell, {@code sync} first of all. */
    static final Set<String> STATES =
            Set.of("sync", "add", "remove", "update", "trash", "untrash", "change", "exists", "not_exists");

    private static final Duration USUAL_LIFE = Duration.ofHours(1);
    private static final Duration LONGEST_LIFE = Duration.ofDays(7);
    private static final Set<Integer> RETRIED = Set.of(500, 502, 503, 504);
    /** Source: RFC 9110 section 5.6.7. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** How long an answer is awaited and the pauses, which grow, are not told. */
    private static final Manner MANNER = new Manner(
            Duration.ofSeconds(10),
            Channels::verdict,
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10)));

    /**
     * A channel.
     *
     * @param watched the file, or empty for all that changes
     * @param number of its last notification
     */
    private record Channel(
            String id,
            Person person,
            Optional<String> watched,
            String resourceId,
            String resourceUri,
            Optional<String> token,
            URI address,
            Instant until,
            long number) {
        Channel next(long increment) {
            return new Channel(id, person, watched, resourceId, resourceUri, token, address, until, number + increment);
        }

        ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("kind", "api#channel")
                    .put("id", id)
                    .put("resourceId", resourceId)
                    .put("resourceUri", resourceUri);
            token.ifPresent(value -> json.put("token", value));
            return json.put("expiration", Long.toString(until.toEpochMilli()));
        }
    }

    private final Surroundings surroundings;
    private final Secrets secrets;
    private final Map<String, Channel> open = new LinkedHashMap<>();

    Channels(Surroundings surroundings, Secrets secrets) {
        this.surroundings = surroundings;
        this.secrets = secrets;
    }

    /** Opens a channel, whose first notification is {@code sync}. */
    Answer watch(Call call, Token<Person> token, Optional<String> file, String resourceUri) {
        ObjectNode body = Json.parseObject(call.text())
                .orElseThrow(() -> ApiError.of(400, "global", "parseError", "Parse Error"));
        String id = body.path("id").asText();
        if (!id.matches("[A-Za-z0-9_+/=-]{1,64}") || !body.path("type").asText().equals("web_hook")) {
            throw ApiError.of(
                    400, "global", "required", "A channel has an id of 64 characters at most, and the type web_hook");
        }
        if (open.containsKey(id)) {
            throw ApiError.of(400, "push", "channelIdNotUnique", "Channel id " + id + " not unique");
        }
        Channel channel = new Channel(
                id,
                token.person(),
                file,
                secrets.base64url(27),
                resourceUri,
                Optional.ofNullable(body.path("token").textValue()),
                address(body.path("address").asText()),
                until(body),
                1);
        open.put(id, channel);
        send(channel, "sync", Map.of());
        return Answer.json(200, channel.json());
    }

    Answer stop(Call call, Token<Person> token) {
        ObjectNode body = Json.parseObject(call.text())
                .orElseThrow(() -> ApiError.of(400, "global", "parseError", "Parse Error"));
        String id = body.path("id").asText();
        Channel channel = Optional.ofNullable(open.get(id))
                .filter(known -> known.person.equals(token.person()))
                .filter(known -> known.resourceId.equals(body.path("resourceId").asText()))
                .orElseThrow(
                        () -> ApiError.of(404, "global", "notFound", "Channel '" + id + "' not found for project"));
        open.remove(channel.id);
        return Answer.empty(204);
    }

    /**
     * Tells those who watch the file or everything.
     *
     * @param state of the file, as its own watchers are told
     */
    void changed(Person person, String file, String state) {
        Instant now = clock().instant();
        open.values().removeIf(channel -> !now.isBefore(channel.until));
        List.copyOf(open.values()).stream()
                .filter(channel -> channel.person.equals(person))
                .filter(channel -> channel.watched.map(file::equals).orElse(true))
                .forEach(channel -> notify(channel, channel.watched.isPresent() ? state : "change"));
    }

    /** A notification of the named channel, or of one that nobody opened. */
    Sending ordered(WebhookOrder order) {
        order.requireNoForm();
        order.requireNoAge("no header says when a notification was sent");
        Channel channel = order.account()
                .map(id -> Optional.ofNullable(open.get(id))
                        .orElseThrow(() -> Problem.invalid("'account' is no channel that is open.")))
                .orElseGet(this::example);
        URI target = order.target().orElse(channel.address);
        String number = order.deliveryId().orElseGet(() -> Long.toString(advance(channel).number));
        List<Map.Entry<String, String>> headers = headers(channel, order.event(), number);
        if (order.signature() != Signature.MISSING) {
            String token = order.signingSecret(channel.token.orElse(""));
            headers.add(Map.entry("X-Goog-Channel-Token", token));
            if (order.signature() == Signature.DOUBLED) {
                headers.add(Map.entry("X-Goog-Channel-Token", token));
            }
        }
        return Sending.of(
                MANNER,
                new Webhook(
                        Google.ID,
                        order.event(),
                        channel.id + "/" + number,
                        target,
                        headers,
                        order.rawBody().orElse("")));
    }

    private void notify(Channel channel, String state) {
        send(advance(channel), state, Map.of("X-Goog-Changed", "content,properties"));
    }

    private void send(Channel channel, String state, Map<String, String> more) {
        String number = Long.toString(channel.number);
        List<Map.Entry<String, String>> headers = headers(channel, state, number);
        channel.token.ifPresent(token -> headers.add(Map.entry("X-Goog-Channel-Token", token)));
        headers.addAll(more.entrySet());
        Webhook webhook = new Webhook(Google.ID, state, channel.id + "/" + number, channel.address, headers, "");
        surroundings.webhooks().send(Sending.of(MANNER, webhook));
    }

    /** Numbers grow, though not one by one. */
    private Channel advance(Channel channel) {
        Channel next = channel.next(surroundings.random().nextInt(1, 1000));
        open.replace(channel.id, next);
        return next;
    }

    private static List<Map.Entry<String, String>> headers(Channel channel, String state, String number) {
        return new ArrayList<>(List.of(
                Map.entry("Accept", "*/*"),
                Map.entry("User-Agent", "APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)"),
                Map.entry("X-Goog-Channel-ID", channel.id),
                Map.entry("X-Goog-Channel-Expiration", HTTP_DATE.format(channel.until)),
                Map.entry("X-Goog-Message-Number", number),
                Map.entry("X-Goog-Resource-ID", channel.resourceId),
                Map.entry("X-Goog-Resource-State", state),
                Map.entry("X-Goog-Resource-URI", channel.resourceUri)));
    }

    private Channel example() {
        return new Channel(
                "sandbox-channel",
                Person.ADA,
                Optional.empty(),
                "sandbox-resource",
                Addresses.API + "/drive/v3/changes?alt=json",
                Optional.empty(),
                surroundings.webhookAddress(Google.ID),
                clock().instant().plus(USUAL_LIFE),
                clock().instant().getEpochSecond());
    }

    private Instant until(ObjectNode body) {
        Instant now = clock().instant();
        long asked = body.path("expiration").asLong(0);
        Instant longest = now.plus(LONGEST_LIFE);
        return asked == 0 ? now.plus(USUAL_LIFE) : Instant.ofEpochMilli(Math.min(asked, longest.toEpochMilli()));
    }

    /** Google takes https only; so does the sandbox, but for this machine itself. */
    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            boolean local = "http".equals(address.getScheme()) && "127.0.0.1".equals(address.getHost());
            if (address.getHost() != null && ("https".equals(address.getScheme()) || local)) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below like any other text that is no address.
        }
        throw ApiError.of(400, "push", "webhookUrlNotHttps", "WebHook callback must be HTTPS: " + text);
    }

    private Clock clock() {
        return surroundings.clock();
    }

    private static Verdict verdict(Reply reply) {
        if (reply.status() / 100 == 2) {
            return Verdict.TAKEN;
        }
        return RETRIED.contains(reply.status()) ? Verdict.FAILED : Verdict.DROPPED;
    }
}
