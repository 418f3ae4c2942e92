package org.integrationstack.sandbox.github;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/** The registered GitHub App, apart from its secrets. */
final class GitHubApp {
    static final long ID = Payloads.APP;
    static final String SLUG = "integration-stack";

    /** What its permissions amount to in scopes, which a GitHub App has none of. */
    static final Set<String> PERMISSIONS = Set.of("repo", "user:email", "read:org");

    private GitHubApp() {}

    static ObjectNode permissions() {
        return Json.object()
                .put("actions", "write")
                .put("checks", "write")
                .put("contents", "write")
                .put("issues", "write")
                .put("members", "read")
                .put("metadata", "read");
    }

    static ArrayNode events() {
        return Json.texts(List.of("issues", "pull_request", "push"));
    }

    /** Source: docs.github.com, "Get the authenticated app". */
    static ObjectNode json(String clientId, int installations) {
        ObjectNode json = Json.object()
                .put("id", ID)
                .put("client_id", clientId)
                .put("slug", SLUG)
                .put("node_id", Addresses.nodeId("Integration", ID));
        json.set("owner", Person.OCTO_ORG.summary());
        json.put("name", "Integration Stack")
                .put("description", "")
                .put("external_url", "https://integration.example")
                .put("html_url", Addresses.WEB + "/apps/" + SLUG)
                .put("created_at", "2026-01-02T09:00:00Z")
                .put("updated_at", "2026-01-02T09:00:00Z");
        json.set("permissions", permissions());
        json.set("events", events());
        return json.put("installations_count", installations);
    }
}
