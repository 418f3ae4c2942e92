package org.integrationstack.common.event;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A CloudEvent 1.0 with its data as bytes. Immutable as far as nobody writes into {@code data}, which is not copied:
 * webhook bodies are large.
 *
 * @param id identifies the event, also when it is sent again
 * @param type what happened, with the version of the data's schema at its end
 * @param source who says so
 * @param time when it happened, UTC
 * @param subject what it happened to
 * @param extensions further attributes: names of lower-case letters and digits, or, for a header of the HTTP request
 *     that caused the event, {@code http_} and the header's name
 * @param contentType the media type of the data
 * @param data the data
 *
 * <p>Source: CloudEvents 1.0.2, "Context Attributes".
 */
@SuppressWarnings("ArrayRecordComponent") // bodies pass through once; nobody compares or hashes events
public record CloudEvent(
        UUID id,
        String type,
        URI source,
        Instant time,
        Optional<String> subject,
        Map<String, String> extensions,
        String contentType,
        byte[] data) {
    /** What marks an extension as a header of the HTTP request that caused the event. */
    public static final String HTTP_HEADER_PREFIX = "http_";

    private static final Pattern NAME = Pattern.compile("[a-z0-9]{1,64}|http_[a-z0-9!#$%&'*+.^_`|~-]{1,128}");

    public CloudEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(data, "data");
        extensions = Map.copyOf(extensions);
        for (String name : extensions.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not a name for an attribute: " + name);
            }
        }
    }

    /** The extension of that name, or empty. */
    public Optional<String> extension(String name) {
        return Optional.ofNullable(extensions.get(name));
    }

    /**
     * The same of one that events of this type have.
     *
     * @throws MalformedEventException when it is not there
     */
    public String required(String name) {
        return extension(name)
                .orElseThrow(() ->
                        new MalformedEventException("an event of type " + type + " without the attribute " + name));
    }

    /** The headers of the HTTP request that caused the event, by name. */
    public Map<String, String> httpHeaders() {
        Map<String, String> headers = new HashMap<>();
        extensions.forEach((name, value) -> {
            if (name.startsWith(HTTP_HEADER_PREFIX)) {
                headers.put(name.substring(HTTP_HEADER_PREFIX.length()), value);
            }
        });
        return headers;
    }

    /** The same event with other data. */
    public CloudEvent withData(byte[] other) {
        return new CloudEvent(id, type, source, time, subject, extensions, contentType, other);
    }
}
