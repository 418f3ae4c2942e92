package org.integrationstack.connections.grant;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which of a connection's tokens is meant. Most providers issue one; some issue several with one answer, such as a bot's
 * and its user's, each of which is renewed and given back on its own.
 *
 * @param name as the provider's definition calls it
 */
public record TokenSlot(String name) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,30}");

    /** The token every connection has. */
    public static final TokenSlot MAIN = new TokenSlot("main");

    public TokenSlot {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a slot's name has 1 to 31 lower-case letters, digits, _ and -");
        }
    }

    /** The slot that a caller names so; empty where it cannot be one. */
    public static Optional<TokenSlot> parse(String text) {
        return Optional.of(text).filter(it -> FORM.matcher(it).matches()).map(TokenSlot::new);
    }

    @Override
    public String toString() {
        return name;
    }
}
