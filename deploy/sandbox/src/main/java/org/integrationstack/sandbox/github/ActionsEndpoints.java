package org.integrationstack.sandbox.github;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Effects;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/**
 * One workflow per repository, {@code ci.yml}, and the runs that were asked for, which stay queued.
 * There is no key that would make a repeated dispatch one run: that is GitHub's way.
 *
 * <p>Source: docs.github.com, "REST API endpoints for workflows" and "for workflow runs".
 */
final class ActionsEndpoints {
    private static final long WORKFLOW = 161335;
    private static final Set<String> NAMES = Set.of(Long.toString(WORKFLOW), "ci.yml");

    private final Repositories repositories;
    private final Ids ids;
    private final Effects effects;

    ActionsEndpoints(Repositories repositories, Ids ids, Effects effects) {
        this.repositories = repositories;
        this.ids = ids;
        this.effects = effects;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("POST", "/repos/{owner}/{repo}/actions/workflows/{id}/dispatches", this::dispatch)
                .on("GET", "/repos/{owner}/{repo}/actions/runs", this::runs);
    }

    private Answer dispatch(ApiRequest request) {
        Repository repository = repositories.writable(request);
        if (!NAMES.contains(request.value("id"))) {
            throw ApiError.notFound();
        }
        ObjectNode body = request.body();
        if (!body.path("ref").isTextual()) {
            throw ApiError.of(422, "Invalid request.\n\n\"ref\" wasn't supplied.");
        }
        String ref = body.path("ref").textValue();
        if (!Set.of(Repository.DEFAULT_BRANCH, "refs/heads/" + Repository.DEFAULT_BRANCH)
                .contains(ref)) {
            throw ApiError.of(422, "No ref found for: " + ref);
        }
        ObjectNode run = run(repository, request.actor(), body);
        repository.workflowRuns().add(0, run);
        effects.happened(GitHub.ID, "workflow_run", repository.fullName() + " " + Json.text(run.get("inputs")), run);
        return Answer.empty(204);
    }

    private Answer runs(ApiRequest request) {
        Repository repository = repositories.visible(request);
        List<ObjectNode> runs = repository.workflowRuns();
        return request.page(repository.numberedPath() + "/actions/runs", runs, page -> {
            ObjectNode list = Json.object().put("total_count", runs.size());
            list.set("workflow_runs", Json.array(page));
            return list;
        });
    }

    private ObjectNode run(Repository repository, Person actor, ObjectNode body) {
        long id = ids.number();
        ObjectNode run = Json.object()
                .put("id", id)
                .put("node_id", Addresses.nodeId("WorkflowRun", id))
                .put("name", "CI")
                .put("path", ".github/workflows/ci.yml")
                .put("head_branch", Repository.DEFAULT_BRANCH)
                .put("head_sha", repository.head())
                .put("run_number", repository.workflowRuns().size() + 1)
                .put("event", "workflow_dispatch")
                .put("status", "queued")
                .putNull("conclusion")
                .put("workflow_id", WORKFLOW)
                .put("url", repository.api() + "/actions/runs/" + id)
                .put("html_url", repository.web() + "/actions/runs/" + id)
                .put("created_at", repository.now());
        run.set("actor", actor.summary());
        // GitHub's answer does not show them; a test wants to see what arrived.
        run.set("inputs", body.path("inputs").isObject() ? body.get("inputs") : Json.object());
        return run;
    }
}
