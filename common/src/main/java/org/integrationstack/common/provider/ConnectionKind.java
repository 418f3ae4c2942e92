package org.integrationstack.common.provider;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a connection rests on. */
public enum ConnectionKind {
    /** A grant of the OAuth authorization code flow. */
    OAUTH,
    /** A key that a person pasted. */
    API_KEY,
    /** A user name and a password. */
    BASIC,
    /** An OAuth client of the customer's own (Source: RFC 6749 section 4.4). */
    CLIENT_CREDENTIALS,
    /** An app's installation, opened by the app's own key; proven by the grant of a user with admin rights there. */
    APP;

    /** As events, answers and tables have it: {@code client_credentials}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind written so, or empty where there is none. */
    public static Optional<ConnectionKind> parse(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text();
    }
}
