package org.integrationstack.sandbox.github;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Routes;

/**
 * What people see of the GitHub App's installations, what an installation sees, and what people are in
 * organizations.
 *
 * <p>Source: docs.github.com, "REST API endpoints for GitHub App installations" and "Get an
 * organization membership for the authenticated user".
 */
final class InstallationEndpoints {
    private final Installations installations;
    private final Repositories repositories;

    InstallationEndpoints(Installations installations, Repositories repositories) {
        this.installations = installations;
        this.repositories = repositories;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("GET", "/user/installations", this::ofUser)
                .on("GET", "/user/memberships/orgs/{org}", InstallationEndpoints::membership)
                .on("GET", "/installation/repositories", this::repositories)
                .on("DELETE", "/installation/token", this::endToken);
    }

    private Answer ofUser(ApiRequest request) {
        Person person = request.person();
        if (!request.caller().userOfApp()) {
            throw ApiError.of(
                    403,
                    "You must authenticate with an access token authorized to a GitHub App in order to list installations");
        }
        List<ObjectNode> seen =
                installations.seenBy(person).stream().map(Installation::json).toList();
        return request.page("/user/installations", seen, page -> counted(seen, "installations", page));
    }

    private static Answer membership(ApiRequest request) {
        Person person = request.person();
        request.require("read:org");
        Person organization = Person.OCTO_ORG;
        String role = person.roleIn(organization)
                .filter(known -> request.value("org").equalsIgnoreCase(organization.login()))
                .orElseThrow(ApiError::notFound);
        String url = Addresses.API + "/orgs/" + organization.login();
        ObjectNode membership = Json.object()
                .put("url", url + "/memberships/" + person.login())
                .put("state", "active")
                .put("role", role)
                .put("organization_url", url);
        membership.set("organization", organization.summary());
        membership.set("user", person.summary());
        return Answer.json(200, membership);
    }

    private Answer repositories(ApiRequest request) {
        Person account = installation(request).account();
        List<ObjectNode> all = repositories.of(account).stream()
                .map(repository -> repository.json(true, true))
                .toList();
        return request.page(
                "/installation/repositories",
                all,
                page -> counted(all, "repositories", page).put("repository_selection", "all"));
    }

    private Answer endToken(ApiRequest request) {
        installation(request);
        installations.end(request.call().bearer().orElseThrow(ApiError::requiresAuthentication));
        return Answer.empty(204);
    }

    private static Installation installation(ApiRequest request) {
        return request.caller()
                .installation()
                .orElseThrow(
                        () -> ApiError.of(
                                403,
                                "You must authenticate with an installation access token in order to list repositories for an installation."));
    }

    private static ObjectNode counted(List<ObjectNode> all, String name, List<? extends JsonNode> page) {
        ObjectNode list = Json.object().put("total_count", all.size());
        list.set(name, Json.array(page));
        return list;
    }
}
