package org.integrationstack.common.event.kafka;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

import org.integrationstack.common.event.CloudEvent;
import org.integrationstack.common.event.MalformedEventException;

/**
 * Writes events as Kafka records and reads them back. Reading is strict: an attribute that is missing, doubled or not
 * UTF-8 makes the record malformed, since two readers could otherwise see two different events.
 *
 * <p>Source: CloudEvents Kafka Protocol Binding 1.0.2, section 3.2 (binary content mode).
 */
public final class KafkaCloudEvents {
    private static final String PREFIX = "ce_";
    private static final String CONTENT_TYPE = "content-type";
    private static final String SPEC_VERSION = "1.0";

    private KafkaCloudEvents() {}

    /** The headers of the event's record; the record's value is {@link CloudEvent#data()}. */
    public static Headers toHeaders(CloudEvent event) {
        RecordHeaders headers = new RecordHeaders();
        attributes(event).forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    /** The same headers by name, for where they are stored before they are sent. */
    public static Map<String, String> attributes(CloudEvent event) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put(PREFIX + "specversion", SPEC_VERSION);
        attributes.put(PREFIX + "id", event.id().toString());
        attributes.put(PREFIX + "type", event.type());
        attributes.put(PREFIX + "source", event.source().toString());
        attributes.put(PREFIX + "time", event.time().toString());
        event.subject().ifPresent(subject -> attributes.put(PREFIX + "subject", subject));
        attributes.put(CONTENT_TYPE, event.contentType());
        event.extensions().forEach((name, value) -> attributes.put(headerOf(name), value));
        return attributes;
    }

    /** @throws MalformedEventException when the record is not a CloudEvent in binary mode */
    public static CloudEvent read(ConsumerRecord<?, byte[]> record) {
        return read(record.headers(), record.value());
    }

    /** @throws MalformedEventException when headers and value are not a CloudEvent in binary mode */
    public static CloudEvent read(Headers headers, byte[] value) {
        Map<String, String> attributes = readAttributes(headers);
        if (!SPEC_VERSION.equals(attributes.remove(PREFIX + "specversion"))) {
            throw new MalformedEventException("not a CloudEvent of version " + SPEC_VERSION);
        }
        if (value == null) {
            throw new MalformedEventException("a CloudEvent without data");
        }
        try {
            return event(attributes, value);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new MalformedEventException("an attribute of a CloudEvent has no valid value");
        }
    }

    private static CloudEvent event(Map<String, String> attributes, byte[] value) {
        UUID id = UUID.fromString(take(attributes, PREFIX + "id"));
        String type = take(attributes, PREFIX + "type");
        URI source = URI.create(take(attributes, PREFIX + "source"));
        Instant time = Instant.parse(take(attributes, PREFIX + "time"));
        Optional<String> subject = Optional.ofNullable(attributes.remove(PREFIX + "subject"));
        String contentType = take(attributes, CONTENT_TYPE);
        Map<String, String> extensions = new HashMap<>();
        attributes.forEach((name, text) -> extensions.put(extensionOf(name), text));
        return new CloudEvent(id, type, source, time, subject, extensions, contentType, value);
    }

    private static Map<String, String> readAttributes(Headers headers) {
        Map<String, String> attributes = new HashMap<>();
        for (Header header : headers) {
            if (isAttribute(header.key()) && attributes.put(header.key(), text(header)) != null) {
                throw new MalformedEventException("a CloudEvent with the attribute " + header.key() + " twice");
            }
        }
        return attributes;
    }

    private static boolean isAttribute(String header) {
        return header.startsWith(PREFIX)
                || header.startsWith(CloudEvent.HTTP_HEADER_PREFIX)
                || header.equals(CONTENT_TYPE);
    }

    private static String text(Header header) {
        if (header.value() == null) {
            throw new MalformedEventException("a CloudEvent with an empty attribute " + header.key());
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(header.value()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedEventException("a CloudEvent whose attribute " + header.key() + " is not UTF-8");
        }
    }

    private static String take(Map<String, String> attributes, String name) {
        String value = attributes.remove(name);
        if (value == null) {
            throw new MalformedEventException("a CloudEvent without the attribute " + name);
        }
        return value;
    }

    private static String headerOf(String extension) {
        return extension.startsWith(CloudEvent.HTTP_HEADER_PREFIX) ? extension : PREFIX + extension;
    }

    private static String extensionOf(String header) {
        return header.startsWith(PREFIX) ? header.substring(PREFIX.length()) : header;
    }
}
