package org.integrationstack.sandbox.frame;

import java.util.Optional;
import java.util.Set;

/**
 * Tokens that end at the provider's side, as when a person removes the app from the account: what
 * {@code POST /_admin/endings} asks for.
 *
 * @param login whose; empty: everybody's
 */
public record Ending(Optional<String> login, What what) {
    static final Set<String> MEMBERS = Set.of("provider", "login", "tokens");

    /** Which tokens end. */
    public enum What {
        /** All, and with them what the person granted. */
        ALL,
        /** Access tokens, as if they had expired early. */
        ACCESS,
        /** Refresh tokens; access tokens live on to their end. */
        REFRESH
    }

    static Ending read(Input input) {
        return new Ending(
                input.text("login"), input.choice("tokens", What.class).orElse(What.ALL));
    }

    /** Whether it concerns an account. */
    public boolean concerns(String account) {
        return login.map(account::equalsIgnoreCase).orElse(true);
    }
}
