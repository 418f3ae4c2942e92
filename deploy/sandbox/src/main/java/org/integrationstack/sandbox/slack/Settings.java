package org.integrationstack.sandbox.slack;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;

/**
 * What can be changed about this Slack.
 *
 * @param tokenRotation whether the app has turned token rotation on
 * @param accessTokenLife of tokens that rotate
 * @param refreshGrace how long a refresh token can be used again after its use
 * @param marketplace whether the app is in the Marketplace: others read little history, and slowly
 * @param tier2 requests per minute, workspace and method
 * @param tier3 the same for methods of the next tier
 * @param postsPerSecond messages into a channel
 * @param events types of events that the app has subscribed to, and is sent when they happen
 */
record Settings(
        boolean tokenRotation,
        Duration accessTokenLife,
        Duration refreshGrace,
        boolean marketplace,
        int tier2,
        int tier3,
        int postsPerSecond,
        List<String> events) {
    private static final Set<String> MEMBERS = Set.of(
            "tokenRotation",
            "accessTokenSeconds",
            "refreshGraceSeconds",
            "marketplace",
            "tier2PerMinute",
            "tier3PerMinute",
            "postsPerSecond",
            "events");

    /**
     * Source: docs.slack.dev, "Using token rotation" (12 hours; a grace period that is "short", which a
     * minute stands for here) and "Rate limits".
     */
    static final Settings DEFAULT =
            new Settings(false, Duration.ofHours(12), Duration.ofMinutes(1), true, 20, 50, 1, List.of());

    Settings {
        events = List.copyOf(events);
    }

    Settings with(ObjectNode changes) {
        Input input = Input.of(changes, MEMBERS);
        return new Settings(
                input.flag("tokenRotation").orElse(tokenRotation),
                input.seconds("accessTokenSeconds", 1).orElse(accessTokenLife),
                input.seconds("refreshGraceSeconds", 0).orElse(refreshGrace),
                input.flag("marketplace").orElse(marketplace),
                input.number("tier2PerMinute", 0, Integer.MAX_VALUE).orElse(tier2),
                input.number("tier3PerMinute", 0, Integer.MAX_VALUE).orElse(tier3),
                input.number("postsPerSecond", 0, Integer.MAX_VALUE).orElse(postsPerSecond),
                input.list("events").orElse(events));
    }

    ObjectNode json() {
        ObjectNode json = Json.object()
                .put("tokenRotation", tokenRotation)
                .put("accessTokenSeconds", accessTokenLife.toSeconds())
                .put("refreshGraceSeconds", refreshGrace.toSeconds())
                .put("marketplace", marketplace)
                .put("tier2PerMinute", tier2)
                .put("tier3PerMinute", tier3)
                .put("postsPerSecond", postsPerSecond);
        json.set("events", Json.texts(events));
        return json;
    }
}
