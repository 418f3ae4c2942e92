package org.integrationstack.connections.grant;

import java.util.regex.Pattern;

/**
 * Which of a connection's tokens is meant. Most providers issue one; some issue several with one answer, such as a bot's
 * and its user's, each of which is renewed and given back on its own.
 *
 * @param name as the provider's definition calls it
 */
public record TokenSlot(String name) {
    /** The token every connection has. */
    public static final TokenSlot MAIN = new TokenSlot("main");

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,30}");

    public TokenSlot {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a slot's name has 1 to 31 lower-case letters, digits, _ and -");
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
