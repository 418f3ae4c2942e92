package org.integrationstack.connections.connection;

import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** What was asked for and what was granted; a user may grant less. Both in the order they were given. */
public record GrantedScopes(Set<String> requested, Set<String> granted) {
    public GrantedScopes {
        requested = ordered(requested);
        granted = ordered(granted);
    }

    private static Set<String> ordered(Set<String> scopes) {
        scopes.forEach(Objects::requireNonNull);
        return java.util.Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }
}
