package org.integrationstack.connections.connection;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a connection's credential is. */
public enum ConnectionKind {
    /** Tokens that a user granted. */
    OAUTH,
    /** A key that the provider issued to a person or program. */
    API_KEY,
    /** A user name and a password. */
    BASIC,
    /** A client's own id and secret, exchanged for tokens. */
    CLIENT_CREDENTIALS,
    /** An installation of our app at the provider. */
    APP;

    /** The kind that callers spell so, or empty. */
    public static Optional<ConnectionKind> named(String text) {
        return Stream.of(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    /** As callers see it, such as {@code api_key}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
