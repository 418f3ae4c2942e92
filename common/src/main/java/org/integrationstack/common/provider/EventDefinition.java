package org.integrationstack.common.provider;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * What is made of an event. Everything that it takes from a payload is somebody else's word: {@link Extract} says what
 * becomes of it.
 *
 * @param without where the payload holds credentials: they are not looked at, and go nowhere
 * @param encoded where the payload holds base64 of a JSON document or a text, which then stands in its place
 * @param values what is taken from the payload beside the activity's metadata, by name
 * @param domain what becomes of the worker's own records
 * @param effects what is done elsewhere, by name
 */
public record EventDefinition(
        List<JsonPointer> without,
        List<JsonPointer> encoded,
        Optional<Activity> activity,
        Map<String, Extract> values,
        Optional<Domain> domain,
        Map<String, Effect> effects,
        Optional<Publication> publication) {

    public EventDefinition {
        without = List.copyOf(without);
        encoded = List.copyOf(encoded);
        Objects.requireNonNull(activity);
        values = Copies.of(values);
        Objects.requireNonNull(domain);
        effects = Copies.of(effects);
        Objects.requireNonNull(publication);
    }

    /** What is made of an event about which a definition says nothing. */
    public static final EventDefinition NOTHING = new EventDefinition(
            List.of(), List.of(), Optional.empty(), Map.of(), Optional.empty(), Map.of(), Optional.empty());

    /** Whether it takes anything from the body; else a body that cannot be read is none of its business. */
    public boolean readsBody() {
        return Stream.of(
                        values.values().stream(),
                        activity.stream().flatMap(it -> it.metadata().values().stream()),
                        domain.stream().flatMap(it -> it.values().values().stream()),
                        publication.stream().flatMap(it -> it.data().values().stream()))
                .flatMap(extracts -> extracts)
                .anyMatch(Extract::readsBody);
    }

    /** What a payload holds of the values and of the activity's metadata, in the definition's order. */
    public Map<String, Object> valuesOf(JsonNode payload) {
        Map<String, Object> found = taken(values, payload);
        activity.ifPresent(it -> found.putAll(it.metadataOf(payload)));
        return found;
    }

    private static Map<String, Object> taken(Map<String, Extract> extracts, JsonNode payload) {
        Map<String, Object> found = new LinkedHashMap<>();
        extracts.forEach((name, extract) -> extract.from(payload).ifPresent(value -> found.put(name, value)));
        return found;
    }

    /**
     * A line in the activity log.
     *
     * @param type a stable name, {@code github.push}
     * @param summary one sentence for people; its variables are names of the metadata
     * @param metadata values taken from the payload, by name; a value that is not there is left out
     * @param when what must hold for the line to be written
     */
    public record Activity(String type, Template summary, Map<String, Extract> metadata, List<Condition> when) {
        public Activity {
            metadata = Copies.of(metadata);
            when = List.copyOf(when);
            if (!metadata.keySet().containsAll(summary.variables())) {
                throw new IllegalArgumentException("may use names of metadata only");
            }
        }

        /** What the payload holds of the metadata, in the definition's order. */
        public Map<String, Object> metadataOf(JsonNode payload) {
            return taken(metadata, payload);
        }

        /** The sentence about such metadata; a value that is missing reads as a question mark. */
        public String summaryOf(Map<String, Object> values) {
            return summary.render(match -> String.valueOf(values.getOrDefault(match.group(1), "?")));
        }
    }

    /**
     * What becomes of the worker's own records.
     *
     * @param values what the strategy wants to know, by its own names
     * @param create when a record that is missing is made of the event itself; never where empty
     */
    public record Domain(Strategy strategy, Map<String, Extract> values, List<Condition> create) {
        public Domain {
            values = Copies.of(values);
            create = List.copyOf(create);
            if (!values.keySet().containsAll(strategy.required())) {
                throw new IllegalArgumentException("must have " + String.join(", ", strategy.required()));
            }
        }

        /** What a payload holds of the values. */
        public Map<String, Object> valuesOf(JsonNode payload) {
            return taken(values, payload);
        }
    }

    /** How the worker's own records follow events. */
    public enum Strategy {
        /** The order that the payment was for is paid. */
        ORDER_PAID,
        /** The order that the payment was for is not paid: the attempt failed. */
        ORDER_FAILED,
        /** A subscription began. */
        SUBSCRIPTION_BEGUN,
        /** A subscription is as the event says. */
        SUBSCRIPTION_CHANGED,
        /** A subscription ended. */
        SUBSCRIPTION_ENDED;

        /** The values that it cannot do without. */
        public List<String> required() {
            return switch (this) {
                case ORDER_PAID, ORDER_FAILED -> List.of("id", "amount", "currency", "livemode");
                case SUBSCRIPTION_BEGUN, SUBSCRIPTION_CHANGED, SUBSCRIPTION_ENDED -> List.of("id", "status", "at");
            };
        }
    }

    /**
     * What is done elsewhere.
     *
     * @param kind how: {@code email}, {@code action}, {@code forward}, {@code report}
     * @param under whose account it uses, or speaks about
     * @param when what must hold, all of it
     * @param arguments what the kind wants to know
     */
    public record Effect(String kind, Under under, List<Condition> when, Map<String, Argument> arguments) {
        public Effect {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(under);
            when = List.copyOf(when);
            arguments = Copies.of(arguments);
        }
    }

    /** Which connection an effect uses. */
    public sealed interface Under {
        /** None. */
        record Nothing() implements Under {}

        /** The event's own: that of the account which the event belongs to. */
        record Event() implements Under {}

        /** The one whose id a setting of the event's own holds. */
        record Named(String setting) implements Under {}
    }

    /**
     * What consumers of {@code integration.events} get to know, if it is not the values under the event's own name.
     *
     * @param type the name that they know it by
     * @param each where the events are of which the payload holds several; they are published one by one
     * @param id where in each its id is; the same id is published once for a delivery
     * @param data what is told, taken from the payload, or from each; the event's values where empty
     */
    public record Publication(
            Optional<String> type, Optional<JsonPointer> each, Optional<Extract> id, Map<String, Extract> data) {
        public Publication {
            data = Copies.of(data);
        }

        /** What a payload, or one of several events in it, holds of the data. */
        public Map<String, Object> dataOf(JsonNode payload) {
            return taken(data, payload);
        }
    }
}
