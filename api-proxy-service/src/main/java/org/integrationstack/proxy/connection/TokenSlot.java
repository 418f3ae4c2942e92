package org.integrationstack.proxy.connection;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which of a connection's tokens is meant, where its provider gives several, such as a bot's and its installer's. */
public record TokenSlot(String name) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,30}");

    /** The one that every connection has. */
    public static final TokenSlot MAIN = new TokenSlot("main");

    public TokenSlot {
        Objects.requireNonNull(name);
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a slot is named by lower-case letters, digits, _ and -");
        }
    }

    /** The slot of that name, or empty where none can be called that. */
    public static Optional<TokenSlot> parse(String name) {
        return FORM.matcher(name).matches() ? Optional.of(new TokenSlot(name)) : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
