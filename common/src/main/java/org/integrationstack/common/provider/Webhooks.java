package org.integrationstack.common.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a provider sends, how it is known to be genuine, and what is made of it.
 *
 * @param deliveryId the provider's own id of a delivery, the same when it sends the delivery again
 * @param idSigned whether the signature covers that id
 * @param eventType where the event's type is
 * @param eventAction where a finer name is, joined to the type by a dot: {@code pull_request} and {@code opened} give the
 *     event type {@code pull_request.opened}. The gateway does this; a received webhook's event type is already joined.
 * @param accountPointers where the account is that the event belongs to; the first that has a value counts
 * @param orderingPointers where the key is within which deliveries stay in order; the first that has a value counts,
 *     none means that all deliveries of the account stay in order
 * @param formField for a form-encoded delivery, the field that holds the JSON
 * @param keptHeaders request headers worth keeping, in lower case
 * @param events what is made of an event, by event type
 */
public record Webhooks(
        SignatureScheme signature,
        Lookup deliveryId,
        boolean idSigned,
        Lookup eventType,
        Optional<JsonPointer> eventAction,
        List<JsonPointer> accountPointers,
        List<JsonPointer> orderingPointers,
        Optional<String> formField,
        List<String> keptHeaders,
        DataSize maxBytes,
        Answer answer,
        Map<String, EventDefinition> events) {

    /** The largest body that any definition may allow; the topic's records are sized for it. */
    public static final DataSize LARGEST = DataSize.parse("25MiB");

    public Webhooks {
        if (maxBytes.bytes() > LARGEST.bytes()) {
            throw new IllegalArgumentException("must be " + LARGEST + " at most");
        }
        accountPointers = List.copyOf(accountPointers);
        orderingPointers = List.copyOf(orderingPointers);
        keptHeaders = List.copyOf(keptHeaders);
        events = Copies.of(events);
    }

    /** What is made of an event; by its whole type, else by the type without its action. Empty: it is kept, no more. */
    public Optional<EventDefinition> event(String eventType) {
        EventDefinition whole = events.get(eventType);
        int dot = eventType.indexOf('.');
        return Optional.ofNullable(whole == null && dot > 0 ? events.get(eventType.substring(0, dot)) : whole);
    }

    /**
     * The JSON of a delivery: its body, or where it is form-encoded, the definition's field of it. Empty where there is no
     * such field.
     */
    public Optional<byte[]> json(String contentType, byte[] body) {
        boolean form = contentType.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
        return form ? formField.flatMap(field -> FormField.find(body, field)) : Optional.of(body);
    }

    /** Where a value of a delivery is. */
    public sealed interface Lookup {

        /** In a request header. */
        record Header(String name) implements Lookup {}

        /** In the JSON body. */
        record Body(JsonPointer pointer) implements Lookup {}
    }

    /** What the provider wants to hear once its delivery is safe. */
    public record Answer(int status, String body, String contentType) {}

    /** What is made of an event. */
    public record EventDefinition(Activity activity) {}

    /**
     * A line in the activity log.
     *
     * @param type a stable name, {@code github.push}
     * @param summary one sentence for people; its variables are names of the metadata
     * @param metadata values taken from the payload, by name; a value that is not there is left out
     */
    public record Activity(String type, Template summary, Map<String, Extract> metadata) {
        public Activity {
            metadata = Copies.of(metadata);
            if (!metadata.keySet().containsAll(summary.variables())) {
                throw new IllegalArgumentException("may use names of metadata only");
            }
        }

        /** What the payload holds of the metadata, in the definition's order. */
        public Map<String, Object> metadataOf(JsonNode payload) {
            Map<String, Object> values = new LinkedHashMap<>();
            metadata.forEach((name, extract) -> extract.from(payload).ifPresent(value -> values.put(name, value)));
            return values;
        }

        /** The sentence about such metadata; a value that is missing reads as a question mark. */
        public String summaryOf(Map<String, Object> values) {
            return summary.render(match -> String.valueOf(values.getOrDefault(match.group(1), "?")));
        }
    }

    /**
     * A value taken from a payload.
     *
     * @param removePrefix cut from the beginning of a text that has it
     */
    public record Extract(JsonPointer pointer, Transform transform, Optional<String> removePrefix) {

        /** A {@code String}, {@code Long} or {@code Boolean}; empty where the payload has nothing of the kind there. */
        public Optional<Object> from(JsonNode payload) {
            JsonNode node = payload.at(pointer);
            return switch (transform) {
                case TEXT ->
                    node.isValueNode() && !node.isNull() ? Optional.of(withoutPrefix(node.asText())) : Optional.empty();
                case NUMBER ->
                    node.isIntegralNumber() && node.canConvertToLong() ? Optional.of(node.asLong()) : Optional.empty();
                case COUNT -> node.isContainerNode() ? Optional.of((long) node.size()) : Optional.empty();
                case BOOLEAN -> node.isBoolean() ? Optional.of(node.asBoolean()) : Optional.empty();
            };
        }

        private String withoutPrefix(String text) {
            return removePrefix
                    .filter(text::startsWith)
                    .map(prefix -> text.substring(prefix.length()))
                    .orElse(text);
        }
    }

    /** What is made of the value found. */
    public enum Transform {
        /** A text; a number or boolean as it is written. */
        TEXT,
        /** A whole number. */
        NUMBER,
        /** How many elements an array, or members an object, has. */
        COUNT,
        /** A boolean. */
        BOOLEAN
    }
}
