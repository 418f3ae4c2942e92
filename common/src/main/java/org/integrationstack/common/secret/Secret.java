package org.integrationstack.common.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A text nobody should see: a token, a password, a signing key. It never shows itself in a log or an error, is compared
 * in constant time, and refuses to be written as JSON (it has no property to write). Immutable.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException when the text is empty: an empty secret guards nothing */
    public static Secret of(String value) {
        Objects.requireNonNull(value, "secret");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a secret must not be empty");
        }
        return new Secret(value);
    }

    /** The text itself, for the one place that must send or compute with it. */
    public String reveal() {
        return value;
    }

    /** Compares with a text from outside, in time that does not depend on where they differ. */
    public boolean equalsConstantTime(String other) {
        return other != null && MessageDigest.isEqual(bytes(value), bytes(other));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && equalsConstantTime(secret.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[redacted]";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
