package org.integrationstack.sandbox.slack;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Effects;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Quota;

/**
 * The workspaces' channels and what is written there. Confined to the event loop.
 *
 * <p>Source: docs.slack.dev, "conversations.list method", "conversations.history method",
 * "chat.postMessage method" and "Pagination".
 */
final class Channels {
    private static final int USUAL_PAGE = 100;
    private static final int MOST_PER_PAGE = 999;
    /** Source: docs.slack.dev, "Rate limits", of commercial apps outside the Marketplace. */
    private static final int LITTLE_HISTORY = 15;

    private static final List<Team> TEAMS = List.of(Team.SOFTBALL, Team.PICKLEBALL);

    /**
     * A channel.
     *
     * @param member whether the bot is in it
     */
    private record Channel(
            String id, String name, Team team, boolean secret, boolean member, List<ObjectNode> messages) {
        ObjectNode json() {
            return Json.object()
                    .put("id", id)
                    .put("name", name)
                    .put("is_channel", !secret)
                    .put("is_group", secret)
                    .put("is_private", secret)
                    .put("is_archived", false)
                    .put("is_general", name.equals("general"))
                    .put("is_member", member);
        }
    }

    private final Events events;
    private final Effects effects;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final Quota<String> posts;
    private final List<Channel> channels = new ArrayList<>();
    private int lastMessage;

    Channels(Events events, Effects effects, Clock clock, Supplier<Settings> settings) {
        this.events = events;
        this.effects = effects;
        this.clock = clock;
        this.settings = settings;
        this.posts = new Quota<>(clock);
        TEAMS.forEach(this::addChannels);
    }

    Answer list(WebApi.Request request) {
        Set<String> types = Set.copyOf(Scopes.list(request.argument("types").orElse("public_channel")));
        if (!Set.of("public_channel", "private_channel", "mpim", "im").containsAll(types)) {
            throw ApiError.of("invalid_types");
        }
        boolean open = types.contains("public_channel");
        boolean secret = types.contains("private_channel");
        if (open) {
            request.require("channels:read");
        }
        if (secret) {
            request.require("groups:read");
        }
        List<ObjectNode> found = channels.stream()
                .filter(channel -> channel.team.equals(request.team()))
                .filter(channel -> channel.secret ? secret && channel.member : open)
                .map(Channel::json)
                .toList();
        return page(request, "channels", found, MOST_PER_PAGE);
    }

    Answer history(WebApi.Request request) {
        Channel channel = channel(request);
        request.require(channel.secret ? "groups:history" : "channels:history");
        if (!channel.member) {
            throw ApiError.of("not_in_channel");
        }
        return page(
                request, "messages", channel.messages, settings.get().marketplace() ? MOST_PER_PAGE : LITTLE_HISTORY);
    }

    Answer post(WebApi.Request request) {
        request.require("chat:write");
        Channel channel = channel(request);
        boolean anywhere = request.scopes().contains("chat:write.public") && !channel.secret;
        if (request.slot() == Slot.BOT && !channel.member && !anywhere) {
            throw ApiError.of("not_in_channel");
        }
        String text = request.argument("text").orElse("");
        if (text.isEmpty()
                && request.argument("blocks").isEmpty()
                && request.argument("attachments").isEmpty()) {
            throw ApiError.of("no_text");
        }
        if (posts.take(channel.id, settings.get().postsPerSecond(), Duration.ofSeconds(1))
                .isPresent()) {
            throw ApiError.tooFast(1);
        }
        ObjectNode message = message(request, text);
        channel.messages.add(0, message);
        effects.happened(
                Slack.ID, "message", channel.id + " " + text, message.deepCopy().put("channel", channel.id));
        if (channel.member) {
            events.written(channel.team, channel.id, message);
        }
        ObjectNode answer = Json.object()
                .put("ok", true)
                .put("channel", channel.id)
                .put("ts", message.path("ts").asText());
        answer.set("message", message);
        return Answer.json(200, answer);
    }

    /** Its time is its id in the channel. */
    private ObjectNode message(WebApi.Request request, String text) {
        ObjectNode message = Json.object()
                .put("type", "message")
                .put("text", text)
                .put("user", request.userId())
                .put("team", request.team().id())
                .put("ts", clock.instant().getEpochSecond() + "." + "%06d".formatted(++lastMessage));
        if (request.slot() == Slot.BOT) {
            message.put("bot_id", request.team().botId()).put("app_id", TokenMethods.APP_ID);
        }
        return message;
    }

    private Channel channel(WebApi.Request request) {
        String named = request.argument("channel").orElse("");
        return channels.stream()
                .filter(channel -> channel.team.equals(request.team()))
                .filter(channel -> channel.id.equals(named) || ("#" + channel.name).equals(named))
                .findFirst()
                .orElseThrow(() -> ApiError.of("channel_not_found"));
    }

    private static Answer page(WebApi.Request request, String name, List<ObjectNode> items, int most) {
        int size = Math.min(most, request.argument("limit").map(Channels::limit).orElse(USUAL_PAGE));
        int from = request.argument("cursor").map(Channels::offset).orElse(0);
        int to = Math.min(items.size(), from + size);
        boolean more = to < items.size();
        ObjectNode answer = Json.object().put("ok", true);
        answer.set(name, Json.array(items.subList(Math.min(from, to), to)));
        answer.put("has_more", more).putObject("response_metadata").put("next_cursor", more ? cursor(to) : "");
        return Answer.json(200, answer);
    }

    private static int limit(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_PER_PAGE) {
            throw ApiError.of("invalid_limit");
        }
        return Integer.parseInt(text);
    }

    private static String cursor(int offset) {
        return Base64.getEncoder().encodeToString(("next_ts:" + offset).getBytes(StandardCharsets.UTF_8));
    }

    private static int offset(String cursor) {
        return decoded(cursor)
                .filter(text -> text.matches("next_ts:\\d{1,9}"))
                .map(text -> Integer.parseInt(text.substring(8)))
                .orElseThrow(() -> ApiError.of("invalid_cursor"));
    }

    private static Optional<String> decoded(String cursor) {
        try {
            return Optional.of(new String(Base64.getDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The id of the workspace's channel {@code general}, which the bot is in. */
    static String firstOf(Team team) {
        return prefix(team) + "OPEN0";
    }

    private static String prefix(Team team) {
        return "C" + team.id().substring(1, 4);
    }

    /** Five public channels, of which the bot is in two, and a private one that it is in. */
    private void addChannels(Team team) {
        String prefix = prefix(team);
        List<String> names = List.of("general", "random", "announcements", "matches", "off-topic");
        for (int i = 0; i < names.size(); i++) {
            channels.add(new Channel(prefix + "OPEN" + i, names.get(i), team, false, i < 2, new ArrayList<>()));
        }
        channels.add(new Channel(prefix + "SECR0", "tactics", team, true, true, new ArrayList<>()));
    }
}
