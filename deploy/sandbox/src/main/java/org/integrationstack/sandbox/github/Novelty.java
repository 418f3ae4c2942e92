package org.integrationstack.sandbox.github;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Makes of an example an event that has not been before: no two events at GitHub are alike. Stateless. */
final class Novelty {
    /** Source: api.github.com/zen. */
    private static final List<String> ZEN = List.of(
            "Anything added dilutes everything else.",
            "Approachable is better than simple.",
            "Design for failure.",
            "Encourage flow.",
            "Favor focus over features.",
            "Half measures are as bad as nothing at all.",
            "It's not fully shipped until it's fast.",
            "Keep it logically awesome.",
            "Mind your words, they are important.",
            "Non-blocking is better than blocking.",
            "Practicality beats purity.",
            "Responsive is better than fast.",
            "Speak like a human.");

    private Novelty() {}

    /** The example with ids, commits and times of its own. */
    static ObjectNode of(String event, ObjectNode example, Ids ids, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        switch (event) {
            case "push" -> push(example, ids.hexadecimal(40), time);
            case "pull_request" -> pullRequest((ObjectNode) example.get(event), ids, time);
            case "issues" ->
                ((ObjectNode) example.get("issue")).put("id", ids.number()).put("updated_at", time);
            case "installation" -> ((ObjectNode) example.get(event)).put("updated_at", now.getEpochSecond());
            default -> {
                example.put("zen", ZEN.get((int) (ids.number() % ZEN.size())));
                ((ObjectNode) example.get("hook")).put("updated_at", time);
            }
        }
        return example;
    }

    private static void push(ObjectNode example, String after, String time) {
        JsonNode commits = example.path("commits");
        ObjectNode tip = (ObjectNode) commits.get(commits.size() - 1);
        String before = tip.path("id").asText();
        tip.put("id", after).put("timestamp", time);
        tip.put("url", tip.path("url").asText().replace(before, after));
        example.set("head_commit", tip.deepCopy());
        String compare = example.path("compare").asText();
        example.put("after", after)
                .put("compare", compare.substring(0, compare.lastIndexOf("...") + 3) + after.substring(0, 12));
    }

    private static void pullRequest(ObjectNode example, Ids ids, String time) {
        ObjectNode head = (ObjectNode) example.get("head");
        String before = head.path("sha").asText();
        String after = ids.hexadecimal(40);
        head.put("sha", after);
        example.put("id", ids.number())
                .put("updated_at", time)
                .put("statuses_url", example.path("statuses_url").asText().replace(before, after));
    }
}
