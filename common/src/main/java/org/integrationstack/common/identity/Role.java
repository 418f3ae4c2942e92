package org.integrationstack.common.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a person is within the tenant; programs have no role but scopes. */
public enum Role {
    /** Sees and changes what belongs to the person. */
    USER,
    /** Sees and changes everything of the tenant. */
    ADMIN,
    /** Runs the platform: keys, app-wide limits and rejects. Sees no tenant's data by that alone. */
    OPERATOR;

    /** The role of that name as tokens spell it ({@code user}, {@code admin}, {@code operator}); others are empty. */
    public static Optional<Role> named(String name) {
        return Stream.of(values()).filter(role -> role.claim().equals(name)).findFirst();
    }

    /** How tokens spell this role. */
    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }
}
