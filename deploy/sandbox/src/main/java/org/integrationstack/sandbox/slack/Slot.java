package org.integrationstack.sandbox.slack;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose a token is. An installation can bring one of each, asked for side by side.
 *
 * <p>Source: docs.slack.dev, "Installing with OAuth" and "Tokens".
 */
enum Slot {
    /** The app's bot in the workspace, whoever installed it. */
    BOT("scope", ""),
    /** The person who installed the app. */
    USER("user_scope", " (as you)");

    private final String parameter;
    private final String suffix;

    Slot(String parameter, String suffix) {
        this.parameter = parameter;
        this.suffix = suffix;
    }

    /** The authorization request's parameter for its scopes. */
    String parameter() {
        return parameter;
    }

    /** The value of {@code token_type}. */
    String type() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A scope as a consent holds it, where those of both slots stand together. */
    String consented(String scope) {
        return scope + suffix;
    }

    /** The scopes of this slot among those of a consent. */
    Set<String> of(Set<String> consented) {
        return consented.stream()
                .filter(scope -> scope.endsWith(USER.suffix) == (this == USER))
                .map(scope -> scope.substring(0, scope.length() - suffix.length()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
