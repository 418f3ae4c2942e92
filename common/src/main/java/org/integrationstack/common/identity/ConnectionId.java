package org.integrationstack.common.identity;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One account of one provider, connected by one user. The id is random: it tells nothing and cannot be guessed. */
public record ConnectionId(@JsonValue UUID value) {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    @JsonCreator
    public ConnectionId {
        Objects.requireNonNull(value, "connection id");
    }

    /** A new id, from the platform's secure random source. */
    public static ConnectionId random() {
        return new ConnectionId(UUID.randomUUID());
    }

    /**
     * Reads an id that a caller sent. Empty for anything but the canonical 36 characters: {@link UUID#fromString}
     * alone would accept shortened groups, and two spellings of one id must not exist.
     */
    public static Optional<ConnectionId> parse(String text) {
        if (text == null || !UUID_TEXT.matcher(text.toLowerCase(Locale.ROOT)).matches()) {
            return Optional.empty();
        }
        return Optional.of(new ConnectionId(UUID.fromString(text)));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
