package org.integrationstack.sandbox.github;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Problem;

/**
 * Webhook payloads: what is particular to an event comes from a file beside this class, modelled on
 * GitHub's documented example; repository and people come from the sandbox's state.
 *
 * <p>Source: docs.github.com, "Webhook events and payloads".
 */
final class Payloads {
    static final long APP = 29310;
    static final long APP_HOOK = 109948940;
    private static final Set<String> FILES = Set.of("installation", "issues", "ping", "pull_request", "push");

    private Payloads() {}

    /** Whether there is an example of the event. */
    static boolean known(String event) {
        return FILES.contains(event);
    }

    /** The example of an event as the app's webhook brings it. */
    static ObjectNode example(String event, Repository repository, Repositories repositories) {
        if (!known(event)) {
            throw Problem.invalid("There is no example of the event '" + event + "'; name one of "
                    + String.join(", ", FILES.stream().sorted().toList()) + ", or give its payload.");
        }
        ObjectNode payload = Json.resource(Payloads.class, event + ".json");
        return switch (event) {
            case "ping" -> payload;
            case "installation" -> installation(payload, repository.owner(), repositories);
            case "push" -> installed(withSender(push(payload, repository), Person.OCTOCAT), repository.owner());
            default ->
                installed(about(repository, Person.OCTOCAT, withPeople(payload, repository)), repository.owner());
        };
    }

    /** A payload about {@code repository}, caused by {@code sender}. */
    static ObjectNode about(Repository repository, Person sender, ObjectNode payload) {
        payload.set("repository", repository.summary());
        return withSender(payload, sender);
    }

    /** A push of one commit that moved the tip from {@code before} to the present one. */
    static ObjectNode push(
            Repository repository, Person pusher, String before, String message, Map<String, String> change) {
        String after = repository.head();
        ObjectNode payload = Json.resource(Payloads.class, "push.json")
                .put("before", before)
                .put("after", after)
                .put(
                        "compare",
                        repository.web() + "/compare/" + before.substring(0, 12) + "..." + after.substring(0, 12));
        ObjectNode commit = commit(repository, pusher, message, change);
        payload.set("commits", Json.array().add(commit));
        payload.set("head_commit", commit);
        payload.set("pusher", Json.object().put("name", pusher.login()).put("email", pusher.email()));
        return withSender(push(payload, repository), pusher);
    }

    /** A hook's first delivery. */
    static ObjectNode ping(Repository repository, Person sender, Hook hook) {
        ObjectNode payload = Json.resource(Payloads.class, "ping.json").put("hook_id", hook.id());
        payload.set("hook", hook.json(repository));
        return about(repository, sender, payload);
    }

    private static ObjectNode commit(Repository repository, Person author, String message, Map<String, String> change) {
        String sha = repository.head();
        ObjectNode commit = Json.object()
                .put("id", sha)
                .put("tree_id", Ids.hash("SHA-1", "tree " + sha))
                .put("distinct", true)
                .put("message", message)
                .put("timestamp", repository.now())
                .put("url", repository.web() + "/commit/" + sha);
        ObjectNode person = Json.object()
                .put("name", author.name())
                .put("email", author.email())
                .put("username", author.login());
        commit.set("author", person);
        commit.set("committer", person.deepCopy());
        for (String kind : new String[] {"added", "removed", "modified"}) {
            ArrayNode paths = commit.putArray(kind);
            if (change.containsKey(kind)) {
                paths.add(change.get(kind));
            }
        }
        return commit;
    }

    private static ObjectNode push(ObjectNode payload, Repository repository) {
        payload.set("repository", repository.pushSummary());
        return payload;
    }

    private static ObjectNode withPeople(ObjectNode payload, Repository repository) {
        if (payload.get("issue") instanceof ObjectNode issue) {
            issue.set("user", Person.OCTOCAT.summary());
        }
        if (payload.get("pull_request") instanceof ObjectNode pullRequest) {
            pullRequest.set("user", Person.OCTOCAT.summary());
            for (String end : new String[] {"head", "base"}) {
                ObjectNode branch = (ObjectNode) pullRequest.get(end);
                branch.set("user", Person.OCTOCAT.summary());
                branch.set("repo", repository.summary());
            }
        }
        return payload;
    }

    private static ObjectNode installation(ObjectNode payload, Person account, Repositories repositories) {
        ObjectNode installation = (ObjectNode) payload.get("installation");
        installation
                .put("id", Installation.idOf(account))
                .put("app_id", APP)
                .put("target_id", account.id())
                .put("target_type", account.type())
                .set("account", account.summary());
        payload.set(
                "repositories",
                Json.array(repositories.of(account).stream()
                        .map(repository -> repository.summary().retain("id", "node_id", "name", "full_name", "private"))
                        .toList()));
        return withSender(payload, Person.OCTOCAT);
    }

    private static ObjectNode withSender(ObjectNode payload, Person sender) {
        payload.set("sender", sender.summary());
        return payload;
    }

    /** Events of an organization's repositories name it. */
    private static ObjectNode installed(ObjectNode payload, Person account) {
        if (account.type().equals("Organization")) {
            payload.set(
                    "organization",
                    Json.object()
                            .put("login", account.login())
                            .put("id", account.id())
                            .put("node_id", Addresses.nodeId("Organization", account.id()))
                            .put("url", Addresses.API + "/orgs/" + account.login()));
        }
        long id = Installation.idOf(account);
        payload.putObject("installation").put("id", id).put("node_id", Addresses.nodeId("IntegrationInstallation", id));
        return payload;
    }
}
