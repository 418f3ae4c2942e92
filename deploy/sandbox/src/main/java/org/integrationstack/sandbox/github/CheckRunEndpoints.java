package org.integrationstack.sandbox.github;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Effects;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/**
 * Check runs. GitHub lets only GitHub Apps write them; here any token that may push does.
 *
 * <p>Source: docs.github.com, "REST API endpoints for check runs".
 */
final class CheckRunEndpoints {
    private static final Set<String> STATUSES = Set.of("queued", "in_progress", "completed");
    private static final List<String> CHANGEABLE =
            List.of("name", "status", "conclusion", "external_id", "details_url", "started_at", "completed_at");

    private final Repositories repositories;
    private final Ids ids;
    private final Effects effects;

    CheckRunEndpoints(Repositories repositories, Ids ids, Effects effects) {
        this.repositories = repositories;
        this.ids = ids;
        this.effects = effects;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("POST", "/repos/{owner}/{repo}/check-runs", this::create)
                .on("GET", "/repos/{owner}/{repo}/check-runs/{id}", this::read)
                .on("PATCH", "/repos/{owner}/{repo}/check-runs/{id}", this::change)
                .on("GET", "/repos/{owner}/{repo}/commits/{ref}/check-runs", this::list);
    }

    private Answer create(ApiRequest request) {
        Repository repository = repositories.writable(request);
        ObjectNode body = request.body();
        ApiRequest.requiredText(body, "CheckRun", "name");
        String head = ApiRequest.requiredText(body, "CheckRun", "head_sha");
        long id = ids.number();
        ObjectNode run = Json.object()
                .put("id", id)
                .put("node_id", Addresses.nodeId("CheckRun", id))
                .put("head_sha", head)
                .put("external_id", "")
                .put("url", repository.api() + "/check-runs/" + id)
                .put("html_url", repository.web() + "/runs/" + id)
                .put("status", "queued")
                .putNull("conclusion")
                .put("started_at", repository.now())
                .putNull("completed_at");
        apply(repository, run, body);
        repository.checkRuns().put(id, run);
        String externalId = run.path("external_id").asText();
        effects.happened(GitHub.ID, "check_run", externalId.isEmpty() ? Long.toString(id) : externalId, run);
        return Answer.json(201, run).with("Location", run.path("url").textValue());
    }

    private Answer read(ApiRequest request) {
        return Answer.json(200, run(repositories.visible(request), request));
    }

    private Answer change(ApiRequest request) {
        Repository repository = repositories.writable(request);
        ObjectNode run = run(repository, request);
        apply(repository, run, request.body());
        return Answer.json(200, run);
    }

    private Answer list(ApiRequest request) {
        Repository repository = repositories.visible(request);
        String ref = request.value("ref");
        String sha = ref.equals(Repository.DEFAULT_BRANCH) ? repository.head() : ref;
        Optional<String> name = request.call().parameter("check_name");
        Optional<String> status = request.call().parameter("status");
        Collection<ObjectNode> filtered = filtered(
                request.call().parameter("filter").orElse("latest"),
                repository.checkRuns().values().stream()
                        .filter(run -> run.path("head_sha").asText().equals(sha))
                        .filter(run ->
                                name.map(run.path("name").asText()::equals).orElse(true))
                        .toList());
        List<ObjectNode> found = filtered.stream()
                .filter(run -> status.map(run.path("status").asText()::equals).orElse(true))
                .toList();
        return request.page(repository.numberedPath() + "/commits/" + ref + "/check-runs", found, page -> {
            ObjectNode list = Json.object().put("total_count", found.size());
            list.set("check_runs", Json.array(page));
            return list;
        });
    }

    /** With {@code latest}, the newest of each name stands for those before it. */
    private static Collection<ObjectNode> filtered(String filter, List<ObjectNode> runs) {
        if (filter.equals("all")) {
            return runs;
        }
        if (!filter.equals("latest")) {
            throw ApiError.validation("CheckRun", "filter", "invalid");
        }
        Map<String, ObjectNode> latest = new LinkedHashMap<>();
        runs.forEach(run -> latest.put(run.path("name").asText(), run));
        return latest.values();
    }

    /** A conclusion completes a run, and a completed run needs one. */
    private static void apply(Repository repository, ObjectNode run, ObjectNode body) {
        boolean concluded = body.hasNonNull("conclusion");
        String status = body.path("status")
                .asText(concluded ? "completed" : run.path("status").asText());
        boolean completed = status.equals("completed");
        if (!STATUSES.contains(status)) {
            throw ApiError.validation("CheckRun", "status", "invalid");
        }
        if (completed && !concluded && !run.hasNonNull("conclusion")) {
            throw ApiError.validation("CheckRun", "conclusion", "missing_field");
        }
        CHANGEABLE.stream().filter(body::has).forEach(member -> run.set(member, body.get(member)));
        run.put("status", status);
        if (body.get("output") instanceof ObjectNode output) {
            run.set("output", output);
        }
        if (completed && !run.hasNonNull("completed_at")) {
            run.put("completed_at", repository.now());
        }
    }

    private static ObjectNode run(Repository repository, ApiRequest request) {
        return Optional.ofNullable(repository.checkRuns().get(request.number("id")))
                .orElseThrow(ApiError::notFound);
    }
}
