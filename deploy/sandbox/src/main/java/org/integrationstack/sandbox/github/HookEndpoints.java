package org.integrationstack.sandbox.github;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/**
 * A repository's hooks and their deliveries.
 *
 * <p>Source: docs.github.com, "REST API endpoints for repository webhooks".
 */
final class HookEndpoints {
    private static final String HOOKS = "/repos/{owner}/{repo}/hooks";
    private static final String HOOK = HOOKS + "/{id}";

    private final Repositories repositories;
    private final HookEvents events;
    private final Ids ids;

    HookEndpoints(Repositories repositories, HookEvents events, Ids ids) {
        this.repositories = repositories;
        this.events = events;
        this.ids = ids;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("GET", HOOKS, this::list)
                .on("POST", HOOKS, this::create)
                .on("GET", HOOK, this::read)
                .on("DELETE", HOOK, this::delete)
                .on("POST", HOOK + "/pings", this::ping)
                .on("GET", HOOK + "/deliveries", this::deliveries)
                .on("GET", HOOK + "/deliveries/{delivery}", this::delivery)
                .on("POST", HOOK + "/deliveries/{delivery}/attempts", this::redeliver);
    }

    private Answer list(ApiRequest request) {
        Repository repository = administered(request, "read:repo_hook");
        return request.page(
                repository.numberedPath() + "/hooks",
                repository.hooks().values().stream()
                        .map(hook -> hook.json(repository))
                        .toList());
    }

    private Answer create(ApiRequest request) {
        Repository repository = administered(request, "write:repo_hook");
        ObjectNode body = request.body();
        Hook hook = hook(body, repository);
        repository.hooks().put(hook.id(), hook);
        if (hook.active()) {
            events.ping(repository, request.actor(), hook);
        }
        return Answer.json(201, hook.json(repository)).with("Location", repository.api() + "/hooks/" + hook.id());
    }

    private Answer read(ApiRequest request) {
        Repository repository = administered(request, "read:repo_hook");
        return Answer.json(200, hook(request, repository).json(repository));
    }

    private Answer delete(ApiRequest request) {
        Repository repository = administered(request, "admin:repo_hook");
        repository.hooks().remove(hook(request, repository).id());
        return Answer.empty(204);
    }

    private Answer ping(ApiRequest request) {
        Repository repository = administered(request, "read:repo_hook");
        events.ping(repository, request.actor(), hook(request, repository));
        return Answer.empty(204);
    }

    private Answer deliveries(ApiRequest request) {
        Repository repository = administered(request, "read:repo_hook");
        Hook hook = hook(request, repository);
        List<ObjectNode> items = hook.deliveries().stream().map(Hook::listed).toList();
        return request.page(repository.numberedPath() + "/hooks/" + hook.id() + "/deliveries", items);
    }

    private Answer delivery(ApiRequest request) {
        Hook hook = hook(request, administered(request, "read:repo_hook"));
        return Answer.json(200, delivery(request, hook).json());
    }

    private Answer redeliver(ApiRequest request) {
        Repository repository = administered(request, "write:repo_hook");
        Hook hook = hook(request, repository);
        events.redeliver(repository, hook, delivery(request, hook));
        return Answer.json(202, Json.object());
    }

    private Repository administered(ApiRequest request, String scope) {
        Repository repository = repositories.visible(request);
        request.require(scope);
        if (!repository.owner().equals(request.person())) {
            throw ApiError.notFound();
        }
        return repository;
    }

    /** The default content type is form: a payload in a field. */
    private Hook hook(ObjectNode body, Repository repository) {
        JsonNode config = body.path("config");
        Set<String> names = new LinkedHashSet<>();
        body.path("events").forEach(event -> names.add(event.asText()));
        return new Hook(
                ids.number(),
                address(config.path("url").asText("")),
                !config.path("content_type").asText("form").equals("json"),
                Optional.ofNullable(config.path("secret").textValue()).filter(secret -> !secret.isEmpty()),
                names.isEmpty() ? Set.of("push") : names,
                body.path("active").asBoolean(true),
                repository.now());
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text);
            if (address.getHost() != null && Set.of("http", "https").contains(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException malformed) {
            // Refused below like any other text that is no address.
        }
        throw ApiError.validation("Hook", "url", text.isEmpty() ? "missing_field" : "invalid");
    }

    private static Hook hook(ApiRequest request, Repository repository) {
        return Optional.ofNullable(repository.hooks().get(request.number("id"))).orElseThrow(ApiError::notFound);
    }

    private static Hook.Delivery delivery(ApiRequest request, Hook hook) {
        return Hook.find(hook.deliveries(), request.number("delivery")).orElseThrow(ApiError::notFound);
    }
}
