package org.integrationstack.sandbox.github;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/** The GitHub App on an account, with all of that account's repositories. */
record Installation(long id, Person account, Optional<Instant> suspendedAt) {

    private static final long FIRST_ID = 957387;

    /** The id of an account's installation, the same each time the app is installed there. */
    static long idOf(Person account) {
        List<Person> accounts = List.of(Person.OCTOCAT, Person.OCTO_ORG, Person.MONALISA);
        return FIRST_ID + accounts.indexOf(account);
    }

    /** Whether {@code person} may know of it: it is the person's own, or of an organization of theirs. */
    boolean seenBy(Person person) {
        return account.equals(person) || person.roleIn(account).isPresent();
    }

    /** Source: docs.github.com, "Get an installation for the authenticated app". */
    ObjectNode json() {
        boolean organization = account.type().equals("Organization");
        ObjectNode json = Json.object().put("id", id);
        json.set("account", account.summary());
        json.put("repository_selection", "all")
                .put("access_tokens_url", Addresses.API + "/app/installations/" + id + "/access_tokens")
                .put("repositories_url", Addresses.API + "/installation/repositories")
                .put(
                        "html_url",
                        organization
                                ? Addresses.WEB + "/organizations/" + account.login() + "/settings/installations/" + id
                                : Addresses.WEB + "/settings/installations/" + id)
                .put("app_id", GitHubApp.ID)
                .put("app_slug", GitHubApp.SLUG)
                .put("target_id", account.id())
                .put("target_type", account.type());
        json.set("permissions", GitHubApp.permissions());
        json.set("events", GitHubApp.events());
        return json.put("created_at", "2026-01-05T10:00:00Z")
                .put("updated_at", "2026-01-05T10:00:00Z")
                .putNull("single_file_name")
                .put("suspended_at", suspendedAt.map(Instant::toString).orElse(null));
    }
}
