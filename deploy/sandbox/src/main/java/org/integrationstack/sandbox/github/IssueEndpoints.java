package org.integrationstack.sandbox.github;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/** Issues and their comments. Source: docs.github.com, "REST API endpoints for issues". */
final class IssueEndpoints {
    private static final String ISSUE = "/repos/{owner}/{repo}/issues/{number}";

    private final Repositories repositories;
    private final HookEvents events;
    private final Ids ids;

    IssueEndpoints(Repositories repositories, HookEvents events, Ids ids) {
        this.repositories = repositories;
        this.events = events;
        this.ids = ids;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("GET", "/repos/{owner}/{repo}/issues", this::list)
                .on("POST", "/repos/{owner}/{repo}/issues", this::create)
                .on("GET", ISSUE, request -> Answer.json(200, issue(repositories.visible(request), request)))
                .on("PATCH", ISSUE, this::change)
                .on("GET", ISSUE + "/comments", this::listComments)
                .on("POST", ISSUE + "/comments", this::comment);
    }

    private Answer list(ApiRequest request) {
        Repository repository = repositories.visible(request);
        String state = request.call().parameter("state").orElse("open");
        List<ObjectNode> newestFirst = new ArrayList<>(repository.issues().values().stream()
                .filter(issue ->
                        state.equals("all") || issue.path("state").asText().equals(state))
                .toList());
        Collections.reverse(newestFirst);
        return request.page(repository.numberedPath() + "/issues", newestFirst);
    }

    private Answer create(ApiRequest request) {
        Repository repository = repositories.open(request);
        ObjectNode body = request.body();
        String title = ApiRequest.requiredText(body, "Issue", "title");
        ObjectNode issue =
                issue(repository, request.actor(), title, body.path("body").textValue());
        repository.issues().put(issue.path("number").longValue(), issue);
        events.issue(repository, request.actor(), "opened", issue);
        return Answer.json(201, issue).with("Location", issue.path("url").textValue());
    }

    private Answer change(ApiRequest request) {
        Repository repository = repositories.open(request);
        ObjectNode issue = issue(repository, request);
        if (issue.at("/user/id").longValue() != request.actor().id()) {
            repositories.writable(request);
        }
        ObjectNode body = request.body();
        String before = issue.path("state").textValue();
        String after = body.path("state").asText(before);
        if (!after.equals("open") && !after.equals("closed")) {
            throw ApiError.validation("Issue", "state", "invalid");
        }
        issue.put("title", body.path("title").asText(issue.path("title").textValue()))
                .put(
                        "body",
                        body.has("body")
                                ? body.path("body").textValue()
                                : issue.path("body").textValue())
                .put("updated_at", repository.now());
        if (after.equals(before)) {
            events.issue(repository, request.actor(), "edited", issue);
        } else {
            boolean open = after.equals("open");
            issue.put("state", after).put("closed_at", open ? null : repository.now());
            events.issue(repository, request.actor(), open ? "reopened" : "closed", issue);
        }
        return Answer.json(200, issue);
    }

    private Answer listComments(ApiRequest request) {
        Repository repository = repositories.visible(request);
        long number = issue(repository, request).path("number").longValue();
        return request.page(repository.numberedPath() + "/issues/" + number + "/comments", repository.comments(number));
    }

    private Answer comment(ApiRequest request) {
        Repository repository = repositories.open(request);
        ObjectNode issue = issue(repository, request);
        String text = ApiRequest.requiredText(request.body(), "IssueComment", "body");
        long id = ids.number();
        ObjectNode comment = Json.object()
                .put("id", id)
                .put("node_id", Addresses.nodeId("IssueComment", id))
                .put("url", repository.api() + "/issues/comments/" + id)
                .put("html_url", issue.path("html_url").textValue() + "#issuecomment-" + id)
                .put("issue_url", issue.path("url").textValue())
                .put("body", text)
                .put("created_at", repository.now())
                .put("updated_at", repository.now());
        comment.set("user", request.actor().summary());
        List<ObjectNode> comments = repository.comments(issue.path("number").longValue());
        comments.add(comment);
        issue.put("comments", comments.size());
        return Answer.json(201, comment).with("Location", comment.path("url").textValue());
    }

    private static ObjectNode issue(Repository repository, ApiRequest request) {
        return Optional.ofNullable(repository.issues().get(request.number("number")))
                .orElseThrow(ApiError::notFound);
    }

    private ObjectNode issue(Repository repository, Person author, String title, String body) {
        long id = ids.number();
        long number = repository.issues().size() + 1L;
        ObjectNode issue = Json.object()
                .put("url", repository.api() + "/issues/" + number)
                .put("repository_url", repository.api())
                .put("comments_url", repository.api() + "/issues/" + number + "/comments")
                .put("html_url", repository.web() + "/issues/" + number)
                .put("id", id)
                .put("node_id", Addresses.nodeId("Issue", id))
                .put("number", number)
                .put("title", title);
        issue.set("user", author.summary());
        issue.putArray("labels");
        issue.put("state", "open").put("locked", false).putNull("assignee");
        issue.putArray("assignees");
        return issue.putNull("milestone")
                .put("comments", 0)
                .put("created_at", repository.now())
                .put("updated_at", repository.now())
                .putNull("closed_at")
                .put("author_association", repository.owner().equals(author) ? "OWNER" : "NONE")
                .put("body", body)
                .putNull("state_reason");
    }
}
