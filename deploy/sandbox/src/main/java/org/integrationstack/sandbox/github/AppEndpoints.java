package org.integrationstack.sandbox.github;

import java.time.Clock;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration.KeyedApp;
import org.integrationstack.sandbox.frame.Routes;

/**
 * What the GitHub App does as itself, by an assertion: it looks at its installations, gets tokens for
 * them, suspends or ends them, and has deliveries of its webhook sent again.
 *
 * <p>Source: docs.github.com, "REST API endpoints for GitHub Apps" and "for GitHub App webhooks".
 */
final class AppEndpoints {
    private static final String INSTALLATION = "/app/installations/{id}";
    private static final String DELIVERIES = "/app/hook/deliveries";

    private final KeyedApp app;
    private final Installations installations;
    private final HookEvents events;
    private final Clock clock;

    AppEndpoints(KeyedApp app, Installations installations, HookEvents events, Clock clock) {
        this.app = app;
        this.installations = installations;
        this.events = events;
        this.clock = clock;
    }

    void mount(Routes<Endpoint> routes) {
        on(routes, "GET", "/app", this::app);
        on(routes, "GET", "/app/installations", this::list);
        on(
                routes,
                "GET",
                INSTALLATION,
                request -> Answer.json(200, named(request).json()));
        on(routes, "DELETE", INSTALLATION, this::uninstall);
        on(routes, "PUT", INSTALLATION + "/suspended", request -> suspend(request, true));
        on(routes, "DELETE", INSTALLATION + "/suspended", request -> suspend(request, false));
        on(routes, "POST", INSTALLATION + "/access_tokens", this::accessToken);
        on(routes, "GET", DELIVERIES, this::deliveries);
        on(
                routes,
                "GET",
                DELIVERIES + "/{id}",
                request -> Answer.json(200, delivery(request).json()));
        on(routes, "POST", DELIVERIES + "/{id}/attempts", this::redeliver);
    }

    private void on(Routes<Endpoint> routes, String method, String template, Endpoint endpoint) {
        routes.on(method, template, request -> {
            Assertion.read(request.call().bearer().orElse(""), app.key())
                    .check(app.registration().clientId(), clock.instant());
            return endpoint.answer(request);
        });
    }

    private Answer app(ApiRequest request) {
        return Answer.json(
                200,
                GitHubApp.json(
                        app.registration().clientId(), installations.all().size()));
    }

    private Answer list(ApiRequest request) {
        return request.page(
                "/app/installations",
                installations.all().stream().map(Installation::json).toList());
    }

    private Answer uninstall(ApiRequest request) {
        installations.remove(named(request));
        return Answer.empty(204);
    }

    private Answer suspend(ApiRequest request, boolean suspended) {
        installations.suspend(named(request), suspended);
        return Answer.empty(204);
    }

    /** A token for all repositories with all permissions; that the body may ask for less is not imitated. */
    private Answer accessToken(ApiRequest request) {
        Installation installation = named(request);
        installation.suspendedAt().ifPresent(since -> {
            throw ApiError.suspended();
        });
        Installations.Access access = installations.issue(installation);
        ObjectNode answer = Json.object()
                .put("token", access.token())
                .put("expires_at", access.until().toString());
        answer.set("permissions", GitHubApp.permissions());
        return Answer.json(201, answer.put("repository_selection", "all"));
    }

    private Answer deliveries(ApiRequest request) {
        return request.page(
                DELIVERIES, events.appDeliveries().stream().map(Hook::listed).toList());
    }

    private Answer redeliver(ApiRequest request) {
        events.redeliver(delivery(request));
        return Answer.json(202, Json.object());
    }

    private Hook.Delivery delivery(ApiRequest request) {
        return Hook.find(events.appDeliveries(), request.number("id")).orElseThrow(ApiError::notFound);
    }

    private Installation named(ApiRequest request) {
        return installations.find(request.number("id")).orElseThrow(ApiError::notFound);
    }
}
