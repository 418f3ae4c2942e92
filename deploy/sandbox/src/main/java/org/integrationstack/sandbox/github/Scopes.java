package org.integrationstack.sandbox.github;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * OAuth scopes: what exists, and which holds which.
 *
 * <p>Source: docs.github.com, "Scopes for OAuth apps".
 */
final class Scopes {
    /** Scope to what the consent page says of it. */
    static final Map<String, String> DESCRIPTIONS = descriptions();

    private static final Map<String, Set<String>> CONTAINED = Map.of(
            "repo", Set.of("repo:status", "repo_deployment", "public_repo", "repo:invite", "security_events"),
            "admin:repo_hook", Set.of("write:repo_hook", "read:repo_hook"),
            "write:repo_hook", Set.of("read:repo_hook"),
            "user", Set.of("read:user", "user:email", "user:follow"),
            "project", Set.of("read:project"));

    private Scopes() {}

    /**
     * The scopes a request names, in its order: unknown ones are ignored, and those that another
     * named one contains are dropped. Both spaces and commas separate.
     */
    static Set<String> normalized(String requested) {
        Set<String> known = Arrays.stream(requested.split("[ ,]+", -1))
                .filter(DESCRIPTIONS::containsKey)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return known.stream()
                .filter(scope -> known.stream().noneMatch(other -> contains(other, scope)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Whether holding {@code granted} is enough for {@code needed}. The scope repo does not contain
     * those of hooks, but manages hooks too.
     */
    static boolean allow(Set<String> granted, String needed) {
        boolean hooks = needed.endsWith(":repo_hook") && granted.contains("repo");
        return hooks || granted.contains(needed) || granted.stream().anyMatch(scope -> contains(scope, needed));
    }

    private static boolean contains(String wide, String narrow) {
        return CONTAINED.getOrDefault(wide, Set.of()).contains(narrow);
    }

    private static Map<String, String> descriptions() {
        Map<String, String> scopes = new LinkedHashMap<>();
        scopes.put("repo", "Read and write code, issues and hooks of public and private repositories");
        scopes.put("public_repo", "Read and write code and issues of public repositories");
        scopes.put("repo:status", "Read and write commit statuses");
        scopes.put("repo_deployment", "Read and write deployment statuses");
        scopes.put("repo:invite", "Accept and decline invitations to repositories");
        scopes.put("security_events", "Read and write security events");
        scopes.put("workflow", "Update workflow files");
        scopes.put("admin:repo_hook", "Full control of repository hooks");
        scopes.put("write:repo_hook", "Create and edit repository hooks");
        scopes.put("read:repo_hook", "Read repository hooks");
        scopes.put("user", "Read and write your profile");
        scopes.put("read:user", "Read your profile");
        scopes.put("user:email", "Read your email addresses");
        scopes.put("user:follow", "Follow and unfollow people");
        scopes.put("read:org", "Read your organisations and teams");
        scopes.put("gist", "Create gists");
        scopes.put("project", "Read and write projects");
        scopes.put("read:project", "Read projects");
        scopes.put("notifications", "Read your notifications");
        return scopes;
    }
}
