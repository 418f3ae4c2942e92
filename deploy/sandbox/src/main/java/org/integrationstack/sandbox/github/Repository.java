package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/**
 * A repository and all that belongs to it. Documents are held in the form in which the API shows
 * them. Confined to the event loop.
 */
final class Repository {
    static final String DEFAULT_BRANCH = "main";

    private static final Instant CREATED = Instant.parse("2011-01-26T19:01:12Z");

    private final long id;
    private final Person owner;
    private final String name;
    private final String description;
    private final boolean isPrivate;
    private final Clock clock;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<Long, ObjectNode> issues = new LinkedHashMap<>();
    private final Map<Long, List<ObjectNode>> comments = new LinkedHashMap<>();
    private final Map<Long, ObjectNode> checkRuns = new LinkedHashMap<>();
    private final List<ObjectNode> workflowRuns = new ArrayList<>();
    private final Map<Long, Hook> hooks = new LinkedHashMap<>();
    private final List<ObjectNode> commits = new ArrayList<>();
    private Instant pushedAt = CREATED;

    Repository(long id, Person owner, String name, String description, boolean isPrivate, Clock clock) {
        this.id = id;
        this.owner = owner;
        this.name = name;
        this.description = description;
        this.isPrivate = isPrivate;
        this.clock = clock;
        commits.add(commit(Ids.hash("SHA-1", "commit " + id), owner, "first commit", CREATED.toString()));
        files.put("README", "Hello World!\n".getBytes(StandardCharsets.UTF_8));
        files.put(".github/workflows/ci.yml", "on: [workflow_dispatch]\n".getBytes(StandardCharsets.UTF_8));
    }

    long id() {
        return id;
    }

    Person owner() {
        return owner;
    }

    String fullName() {
        return owner.login() + "/" + name;
    }

    /** Where the API shows it. */
    String api() {
        return Addresses.API + "/repos/" + fullName();
    }

    String web() {
        return Addresses.WEB + "/" + fullName();
    }

    /** The path under which links to further pages name it. */
    String numberedPath() {
        return "/repositories/" + id;
    }

    boolean isPrivate() {
        return isPrivate;
    }

    Map<String, byte[]> files() {
        return files;
    }

    Map<Long, ObjectNode> issues() {
        return issues;
    }

    List<ObjectNode> comments(long issue) {
        return comments.computeIfAbsent(issue, none -> new ArrayList<>());
    }

    Map<Long, ObjectNode> checkRuns() {
        return checkRuns;
    }

    List<ObjectNode> workflowRuns() {
        return workflowRuns;
    }

    Map<Long, Hook> hooks() {
        return hooks;
    }

    /** The commit at the tip of the default branch. */
    String head() {
        return commits.get(0).path("sha").textValue();
    }

    /** All commits, newest first. */
    List<ObjectNode> commits() {
        return commits;
    }

    /** Moves the tip. */
    void commit(String sha, Person author, String message) {
        commits.add(0, commit(sha, author, message, now()));
        pushedAt = clock.instant();
    }

    private ObjectNode commit(String sha, Person author, String message, String date) {
        ObjectNode json = Json.object().put("sha", sha).put("node_id", Addresses.nodeId("Commit" + sha, id));
        ObjectNode commit = json.putObject("commit");
        ObjectNode person = commit.putObject("author")
                .put("date", date)
                .put("name", author.name())
                .put("email", author.email());
        commit.set("committer", person.deepCopy());
        commit.put("message", message);
        json.put("url", api() + "/commits/" + sha).put("html_url", web() + "/commit/" + sha);
        json.set("author", author.summary());
        json.set("committer", author.summary());
        ArrayNode parents = json.putArray("parents");
        commits.stream()
                .limit(1)
                .forEach(parent ->
                        parents.addObject().put("sha", parent.path("sha").textValue()));
        return json;
    }

    /** The present time in GitHub's form. */
    String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The long form, as {@code viewer} sees it. */
    ObjectNode json(boolean withPermissions, boolean writable) {
        ObjectNode json = summary();
        if (withPermissions) {
            json.putObject("permissions")
                    .put("admin", writable)
                    .put("maintain", writable)
                    .put("push", writable)
                    .put("triage", writable)
                    .put("pull", true);
        }
        return json;
    }

    /** The form that webhooks embed. */
    ObjectNode summary() {
        long openIssues = issues.values().stream()
                .filter(issue -> issue.path("state").asText().equals("open"))
                .count();
        ObjectNode json = Json.object()
                .put("id", id)
                .put("node_id", Addresses.nodeId("Repository", id))
                .put("name", name)
                .put("full_name", fullName())
                .put("private", isPrivate);
        json.set("owner", owner.summary());
        json.put("html_url", web())
                .put("description", description)
                .put("fork", false)
                .put("url", api())
                .put("hooks_url", api() + "/hooks")
                .put("branches_url", api() + "/branches{/branch}")
                .put("commits_url", api() + "/commits{/sha}")
                .put("contents_url", api() + "/contents/{+path}")
                .put("issues_url", api() + "/issues{/number}")
                .put("pulls_url", api() + "/pulls{/number}")
                .put("created_at", CREATED.toString())
                .put("updated_at", pushedAt.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("pushed_at", pushedAt.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("git_url", "git://github.com/" + fullName() + ".git")
                .put("ssh_url", "git@github.com:" + fullName() + ".git")
                .put("clone_url", web() + ".git")
                .putNull("homepage")
                .put("size", 108)
                .put("stargazers_count", 80)
                .put("watchers_count", 80)
                .putNull("language")
                .put("has_issues", true)
                .put("forks_count", 9)
                .put("archived", false)
                .put("disabled", false)
                .put("open_issues_count", openIssues)
                .putNull("license");
        json.putArray("topics");
        return json.put("visibility", isPrivate ? "private" : "public").put("default_branch", DEFAULT_BRANCH);
    }

    /**
     * The form in a push: times as epoch seconds, an owner with name and e-mail.
     *
     * <p>Source: docs.github.com, "Webhook events and payloads", push.
     */
    ObjectNode pushSummary() {
        ObjectNode json = summary()
                .put("created_at", CREATED.getEpochSecond())
                .put("pushed_at", pushedAt.getEpochSecond())
                .put("stargazers", 80)
                .put("master_branch", DEFAULT_BRANCH);
        ((ObjectNode) json.get("owner")).put("name", owner.login()).put("email", owner.email());
        return json;
    }
}
