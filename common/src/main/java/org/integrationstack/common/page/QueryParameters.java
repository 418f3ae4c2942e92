package org.integrationstack.common.page;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.problem.ProblemType;

/**
 * Reads what a list is asked for. A parameter that is absent restricts nothing; one that cannot be read is an
 * {@code invalid-request} problem whose detail begins with its name and never repeats its value.
 */
public final class QueryParameters {
    /** What a database takes as text: without control characters. */
    private static final Pattern PLAIN = Pattern.compile("\\P{Cc}{1,512}");

    private QueryParameters() {}

    /**
     * A parameter's value.
     *
     * @param text as it was sent, or null
     * @param expected what it should be, as in "a time"
     * @param reader empty for what it cannot read
     */
    public static <T> Optional<T> read(
            String name, String text, String expected, Function<String, Optional<T>> reader) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<T> value = reader.apply(text);
        if (value.isEmpty()) {
            throw ProblemType.INVALID_REQUEST.asException(name + ": not " + expected);
        }
        return value;
    }

    /** A name or an id that is somebody else's. */
    public static Optional<String> text(String name, String text) {
        return read(
                name,
                text,
                "a plain text of 1 to 512 characters",
                plain -> Optional.of(plain).filter(it -> PLAIN.matcher(it).matches()));
    }

    /** A time, within the years that anything here can be of. */
    public static Optional<Instant> time(String name, String text) {
        return read(name, text, "a time such as 2026-11-24T07:30:00Z", QueryParameters::instant);
    }

    /** The parameter {@code connection}. */
    public static Optional<ConnectionId> connection(String text) {
        return read("connection", text, "a connection's id", ConnectionId::parse);
    }

    /** The parameter {@code cursor}. */
    public static Optional<Position> cursor(String text) {
        return read("cursor", text, "one of ours", Position::parse);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text)).filter(Position::isStorable);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
