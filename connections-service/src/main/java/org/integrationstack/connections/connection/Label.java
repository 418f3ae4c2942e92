package org.integrationstack.connections.connection;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A word about a connection that a caller chose, such as {@code team:blue}, to find it by.
 *
 * @param key 1 to 63 letters, digits, dots, dashes, underlines and slashes, with a letter or digit at both ends
 * @param value up to 255 characters without control characters; may be empty
 */
public record Label(String key, String value) {
    /** How many labels a connection has at most. */
    public static final int MOST = 32;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final Pattern VALUE = Pattern.compile("[^\\p{Cc}\\p{Cs}]{0,255}");

    public Label {
        if (!isKey(key) || !isValue(value)) {
            throw new IllegalArgumentException("not a label");
        }
    }

    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    static boolean isValue(String text) {
        return VALUE.matcher(text).matches();
    }

    /** Reads {@code key:value}; a key has no colon. Empty for what is none. */
    public static Optional<Label> parse(String text) {
        String[] parts = text.split(":", 2);
        return parts.length == 2 && isKey(parts[0]) && isValue(parts[1])
                ? Optional.of(new Label(parts[0], parts[1]))
                : Optional.empty();
    }

    /** The entry it makes among a connection's labels. */
    public Map.Entry<String, String> entry() {
        return Map.entry(key, value);
    }
}
