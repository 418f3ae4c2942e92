package org.integrationstack.sandbox.slack;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * OAuth scopes: what exists.
 *
 * <p>Source: docs.slack.dev, "Scopes".
 */
final class Scopes {
    /** Scopes of "Sign in with Slack", which go with no others. */
    static final String SIGN_IN = "identity.";

    private static final Map<String, String> DESCRIPTIONS = descriptions();

    private Scopes() {}

    /** The scopes of a comma-separated parameter. */
    static List<String> list(String parameter) {
        return Arrays.stream(parameter.split("[, ]+", -1))
                .filter(scope -> !scope.isEmpty())
                .toList();
    }

    static boolean known(String scope) {
        return DESCRIPTIONS.containsKey(scope);
    }

    static String description(String scope) {
        return DESCRIPTIONS.getOrDefault(scope, "");
    }

    private static Map<String, String> descriptions() {
        Map<String, String> scopes = new LinkedHashMap<>();
        scopes.put("app_mentions:read", "View messages that directly mention the app");
        scopes.put("bookmarks:read", "List bookmarks");
        scopes.put("channels:history", "View messages in public channels");
        scopes.put("channels:join", "Join public channels");
        scopes.put("channels:manage", "Manage public channels and create new ones");
        scopes.put("channels:read", "View basic information about public channels");
        scopes.put("channels:write", "Manage your public channels and create new ones");
        scopes.put("chat:write", "Send messages");
        scopes.put("chat:write.public", "Send messages to channels the app isn't a member of");
        scopes.put("commands", "Add shortcuts and slash commands");
        scopes.put("emoji:read", "View custom emoji");
        scopes.put("files:read", "View files");
        scopes.put("files:write", "Upload, edit and delete files");
        scopes.put("groups:history", "View messages in private channels");
        scopes.put("groups:read", "View basic information about private channels");
        scopes.put("identity.basic", "Confirm your identity");
        scopes.put("identity.email", "View your email address");
        scopes.put("identity.avatar", "View your profile photo");
        scopes.put("identity.team", "View your workspace's name");
        scopes.put("im:history", "View direct messages");
        scopes.put("im:read", "View basic information about direct messages");
        scopes.put("im:write", "Start direct messages");
        scopes.put("incoming-webhook", "Post messages to a channel");
        scopes.put("links:read", "View links in messages");
        scopes.put("links:write", "Show previews of links");
        scopes.put("mpim:history", "View group direct messages");
        scopes.put("mpim:read", "View basic information about group direct messages");
        scopes.put("pins:read", "View pinned content");
        scopes.put("reactions:read", "View emoji reactions");
        scopes.put("reactions:write", "Add and edit emoji reactions");
        scopes.put("search:read", "Search the workspace's content");
        scopes.put("stars:read", "View starred messages");
        scopes.put("team:read", "View the workspace's name and domain");
        scopes.put("usergroups:read", "View user groups");
        scopes.put("users.profile:read", "View profile details");
        scopes.put("users.profile:write", "Edit your profile");
        scopes.put("users:read", "View people in the workspace");
        scopes.put("users:read.email", "View email addresses of people");
        return scopes;
    }
}
