package org.integrationstack.sandbox.github;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/**
 * Files of the default branch, and its commits: each change is one, and pushed.
 *
 * <p>Source: docs.github.com, "REST API endpoints for repository contents" and "for commits".
 */
final class ContentEndpoints {
    private static final String PATH = "/repos/{owner}/{repo}/contents/{path+}";
    private static final String COMMITS = "/repos/{owner}/{repo}/commits";
    private static final int LINE = 60;

    private final Repositories repositories;
    private final HookEvents events;
    private final Ids ids;

    ContentEndpoints(Repositories repositories, HookEvents events, Ids ids) {
        this.repositories = repositories;
        this.events = events;
        this.ids = ids;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("GET", PATH, this::read)
                .on("PUT", PATH, this::write)
                .on("DELETE", PATH, this::delete)
                .on("GET", COMMITS, this::commits)
                .on("GET", COMMITS + "/{ref}", this::namedCommit);
    }

    private Answer read(ApiRequest request) {
        Repository repository = repositories.visible(request);
        checkBranch(request.call().parameter("ref").orElse(Repository.DEFAULT_BRANCH));
        String path = request.value("path");
        byte[] content = repository.files().get(path);
        if (content != null) {
            return Answer.json(200, withContent(file(repository, path, content), content));
        }
        List<ObjectNode> below = directory(repository, path);
        if (below.isEmpty()) {
            throw ApiError.notFound();
        }
        return Answer.json(200, Json.array(below));
    }

    private Answer write(ApiRequest request) {
        Repository repository = repositories.writable(request);
        String path = request.value("path");
        if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
            throw ApiError.of(422, "path contains a malformed path component");
        }
        ObjectNode body = request.body();
        ApiRequest.requiredText(body, "Commit", "message");
        checkBranch(body.path("branch").asText(Repository.DEFAULT_BRANCH));
        byte[] content = decode(body);
        byte[] before = repository.files().get(path);
        if (before != null) {
            checkSha(body, path, before);
        }
        repository.files().put(path, content);
        ObjectNode commit = commit(request, repository, body, before == null ? "added" : "modified", path);
        ObjectNode answer = Json.object();
        answer.set("content", file(repository, path, content));
        answer.set("commit", commit);
        return Answer.json(before == null ? 201 : 200, answer);
    }

    private Answer delete(ApiRequest request) {
        Repository repository = repositories.writable(request);
        String path = request.value("path");
        byte[] before = Optional.ofNullable(repository.files().get(path)).orElseThrow(ApiError::notFound);
        ObjectNode body = request.body();
        ApiRequest.requiredText(body, "Commit", "message");
        checkBranch(body.path("branch").asText(Repository.DEFAULT_BRANCH));
        checkSha(body, path, before);
        repository.files().remove(path);
        ObjectNode answer = Json.object().putNull("content");
        answer.set("commit", commit(request, repository, body, "removed", path));
        return Answer.json(200, answer);
    }

    private Answer commits(ApiRequest request) {
        Repository repository = repositories.visible(request);
        return request.page(repository.numberedPath() + "/commits", repository.commits());
    }

    private Answer namedCommit(ApiRequest request) {
        Repository repository = repositories.visible(request);
        String ref = request.value("ref");
        String sha = ref.equals(Repository.DEFAULT_BRANCH) ? repository.head() : ref;
        return repository.commits().stream()
                .filter(commit -> commit.path("sha").asText().equals(sha))
                .findFirst()
                .map(commit -> Answer.json(200, commit))
                .orElseThrow(() -> ApiError.of(422, "No commit found for SHA: " + ref));
    }

    /** A new tip with one change, announced. */
    private ObjectNode commit(ApiRequest request, Repository repository, ObjectNode body, String change, String path) {
        String before = repository.head();
        Person author = request.actor();
        String message = body.path("message").textValue();
        repository.commit(ids.hexadecimal(40), author, message);
        events.push(repository, author, before, message, Map.of(change, path));
        ObjectNode listed = repository.commits().get(0);
        ObjectNode commit = Json.object()
                .put("sha", repository.head())
                .put("url", repository.api() + "/git/commits/" + repository.head())
                .put("html_url", repository.web() + "/commit/" + repository.head());
        commit.setAll((ObjectNode) listed.get("commit"));
        commit.set("parents", listed.get("parents"));
        return commit;
    }

    private static void checkBranch(String branch) {
        if (!branch.equals(Repository.DEFAULT_BRANCH)) {
            throw ApiError.of(404, "No commit found for the ref " + branch);
        }
    }

    /** A change names what it replaces, so that nobody's work is overwritten unseen. */
    private static void checkSha(ObjectNode body, String path, byte[] before) {
        if (!body.path("sha").isTextual()) {
            throw ApiError.of(422, "Invalid request.\n\n\"sha\" wasn't supplied.");
        }
        if (!body.path("sha").textValue().equals(Ids.blob(before))) {
            throw ApiError.of(409, path + " does not match " + Ids.blob(before));
        }
    }

    private static byte[] decode(ObjectNode body) {
        if (!body.path("content").isTextual()) {
            throw ApiError.of(422, "Invalid request.\n\n\"content\" wasn't supplied.");
        }
        try {
            return Base64.getMimeDecoder().decode(body.path("content").textValue());
        } catch (IllegalArgumentException malformed) {
            throw ApiError.of(422, "content is not valid Base64");
        }
    }

    private static List<ObjectNode> directory(Repository repository, String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        return repository.files().entrySet().stream()
                .filter(file -> file.getKey().startsWith(prefix))
                .map(file -> entry(repository, prefix, file))
                .distinct()
                .toList();
    }

    private static ObjectNode entry(Repository repository, String prefix, Map.Entry<String, byte[]> file) {
        int slash = file.getKey().indexOf('/', prefix.length());
        if (slash < 0) {
            return file(repository, file.getKey(), file.getValue());
        }
        String directory = file.getKey().substring(0, slash);
        return described(repository, directory, "dir", 0, Ids.hash("SHA-1", "tree " + directory));
    }

    private static ObjectNode file(Repository repository, String path, byte[] content) {
        return described(repository, path, "file", content.length, Ids.blob(content));
    }

    private static ObjectNode described(Repository repository, String path, String type, int size, String sha) {
        String ref = "?ref=" + Repository.DEFAULT_BRANCH;
        return Json.object()
                .put("name", path.substring(path.lastIndexOf('/') + 1))
                .put("path", path)
                .put("sha", sha)
                .put("size", size)
                .put("url", repository.api() + "/contents/" + path + ref)
                .put("html_url", repository.web() + "/blob/" + Repository.DEFAULT_BRANCH + "/" + path)
                .put("git_url", repository.api() + "/git/blobs/" + sha)
                .put("type", type);
    }

    /** Base64 comes in lines, with a line feed after each. */
    private static ObjectNode withContent(ObjectNode file, byte[] content) {
        String encoded = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return file.put("content", encoded + "\n").put("encoding", "base64");
    }
}
