package org.integrationstack.connections.grant;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An app in an account that installed it.
 *
 * @param id what the app's own key opens
 * @param account where it is installed
 */
public record Installation(String id, Account account) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    public Installation {
        if (!isId(id)) {
            throw new IllegalArgumentException("an installation's id has 1 to 64 letters, digits, _ and -");
        }
        Objects.requireNonNull(account, "account");
    }

    /** Whether a text can name an installation. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}
