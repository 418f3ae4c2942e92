package org.integrationstack.connections.connection;

import java.util.Optional;
import java.util.regex.Pattern;

/** Which of a connection's tokens is meant: a provider may issue several at once, each refreshed on its own. */
public record TokenSlot(String name) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    /** The one that every connection has. */
    public static final TokenSlot MAIN = new TokenSlot("main");

    public TokenSlot {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a token slot's name is [a-z][a-z0-9_]{0,31}");
        }
    }

    /** The slot that a caller names so, or empty when it cannot be one. */
    public static Optional<TokenSlot> parse(String text) {
        return Optional.of(text).filter(it -> NAME.matcher(it).matches()).map(TokenSlot::new);
    }

    @Override
    public String toString() {
        return name;
    }
}
