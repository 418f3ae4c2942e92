package org.integrationstack.sandbox.slack;

import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/**
 * A workspace.
 *
 * @param botUser who the app's bot is there
 */
record Team(String id, String name, String domain, String botUser, String botId) {
    static final Team SOFTBALL = new Team("T012SOFTB", "Slack Softball Team", "softball", "U012BOTSB", "B012BOTSB");
    static final Team PICKLEBALL =
            new Team("T034PICKL", "Slack Pickleball Team", "pickleball", "U034BOTPB", "B034BOTPB");

    static Optional<Team> of(String id) {
        return Stream.of(SOFTBALL, PICKLEBALL)
                .filter(team -> team.id.equals(id))
                .findFirst();
    }

    ObjectNode json() {
        return Json.object().put("id", id).put("name", name);
    }

    String url() {
        return "https://" + domain + ".slack.com/";
    }
}
