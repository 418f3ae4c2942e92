package org.integrationstack.sandbox.github;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Account;

/**
 * An account: someone's, an organization's or an app's own. The ids are those of GitHub's
 * documentation.
 *
 * @param type {@code User}, {@code Organization} or {@code Bot}
 */
record Person(long id, String login, String name, String email, String type) implements Account {
    private static final Map<String, String> ROLES = Map.of("octocat", "admin", "monalisa", "member");

    static final Person OCTOCAT = new Person(583231, "octocat", "The Octocat", "octocat@github.com", "User");
    static final Person MONALISA = new Person(1024025, "monalisa", "Mona Lisa", "monalisa@github.com", "User");
    /** Those who can sign in. */
    static final List<Person> ALL = List.of(OCTOCAT, MONALISA);

    static final Person OCTO_ORG = new Person(6811672, "octo-org", "Octo Org", "octo-org@github.com", "Organization");
    /** As whom the GitHub App acts. */
    static final Person APP = new Person(
            49699333,
            "integration-stack[bot]",
            "Integration Stack",
            "49699333+integration-stack[bot]@users.noreply.github.com",
            "Bot");

    /** What the person is in an organization: {@code admin} or {@code member}. */
    Optional<String> roleIn(Person organization) {
        return organization.equals(OCTO_ORG) ? Optional.ofNullable(ROLES.get(login)) : Optional.empty();
    }

    /** The short form that other objects embed. */
    ObjectNode summary() {
        String api = Addresses.API + "/users/" + login;
        return Json.object()
                .put("login", login)
                .put("id", id)
                .put("node_id", Addresses.nodeId(type, id))
                .put("avatar_url", "https://avatars.githubusercontent.com/u/" + id + "?v=4")
                .put("gravatar_id", "")
                .put("url", api)
                .put("html_url", Addresses.WEB + "/" + login)
                .put("followers_url", api + "/followers")
                .put("following_url", api + "/following{/other_user}")
                .put("gists_url", api + "/gists{/gist_id}")
                .put("starred_url", api + "/starred{/owner}{/repo}")
                .put("subscriptions_url", api + "/subscriptions")
                .put("organizations_url", api + "/orgs")
                .put("repos_url", api + "/repos")
                .put("events_url", api + "/events{/privacy}")
                .put("received_events_url", api + "/received_events")
                .put("type", type)
                .put("site_admin", false);
    }

    /**
     * The long form of {@code GET /user}.
     *
     * <p>Source: docs.github.com, "Get the authenticated user": private numbers come with the scope
     * {@code user} only, and {@code email} is the public one, which nobody here has set.
     */
    ObjectNode profile(boolean withPrivateParts) {
        ObjectNode profile = summary()
                .put("name", name)
                .putNull("company")
                .put("blog", "https://github.blog")
                .put("location", "San Francisco")
                .putNull("email")
                .putNull("bio")
                .put("public_repos", 8)
                .put("public_gists", 8)
                .put("followers", 20)
                .put("following", 0)
                .put("created_at", "2011-01-25T18:44:36Z")
                .put("updated_at", "2026-01-22T11:27:52Z");
        return withPrivateParts ? profile.put("two_factor_authentication", true) : profile;
    }
}
