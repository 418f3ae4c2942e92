package org.integrationstack.sandbox.frame;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The JSON object of an admin request, read member by member. Every method throws a {@link Problem}
 * (400) that names the member at fault.
 */
public final class Input {
    private static final int YEAR_SECONDS = 31_536_000;

    private final ObjectNode object;

    private Input(ObjectNode object) {
        this.object = object;
    }

    /** Reads {@code object}, which may have these members and no others. */
    public static Input of(ObjectNode object, Set<String> known) {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Problem.invalid("Unknown member '" + name + "'; known: " + sorted(known) + ".");
            }
        });
        return new Input(object);
    }

    /** Reads a request's body. */
    public static Input of(String body, Set<String> known) {
        return of(Json.parseObject(body).orElseThrow(() -> Problem.invalid("The body is not a JSON object.")), known);
    }

    /** A text that must be there. */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> Problem.invalid("'" + name + "' is missing."));
    }

    /** A text. */
    public Optional<String> text(String name) {
        return member(name)
                .map(node -> check(node.isTextual(), node, name, "a text").textValue());
    }

    /** An absolute HTTP address. */
    public Optional<URI> address(String name) {
        return text(name).map(text -> {
            try {
                URI address = URI.create(text);
                if (address.getHost() != null && Set.of("http", "https").contains(address.getScheme())) {
                    return address;
                }
            } catch (IllegalArgumentException malformed) {
                // Reported below like any other text that is no address.
            }
            throw Problem.invalid("'" + name + "' must be an absolute http or https address.");
        });
    }

    /** A whole number within bounds, both included. */
    public OptionalInt number(String name, int least, int most) {
        Optional<JsonNode> node = member(name);
        if (node.isEmpty()) {
            return OptionalInt.empty();
        }
        int number =
                check(node.get().isInt(), node.get(), name, "a whole number").intValue();
        if (number < least || number > most) {
            throw Problem.invalid("'" + name + "' must be from " + least + " to " + most + ".");
        }
        return OptionalInt.of(number);
    }

    /** Whole seconds, no fewer than {@code least} and no more than a year. */
    public Optional<Duration> seconds(String name, int least) {
        OptionalInt seconds = number(name, least, YEAR_SECONDS);
        return seconds.isEmpty() ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds.getAsInt()));
    }

    /** True or false. */
    public Optional<Boolean> flag(String name) {
        return member(name)
                .map(node ->
                        check(node.isBoolean(), node, name, "true or false").booleanValue());
    }

    /** An object. */
    public Optional<ObjectNode> object(String name) {
        return member(name).map(node -> (ObjectNode) check(node.isObject(), node, name, "an object"));
    }

    /** An object of texts. */
    public Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(name)
                .ifPresent(members -> members.properties()
                        .forEach(member -> texts.put(
                                member.getKey(),
                                check(member.getValue().isTextual(), member.getValue(), name, "an object of texts")
                                        .textValue())));
        return texts;
    }

    /** A list of texts. */
    public Optional<List<String>> list(String name) {
        return member(name).map(node -> {
            List<String> texts = new ArrayList<>();
            check(node.isArray(), node, name, "a list of texts")
                    .forEach(item -> texts.add(check(item.isTextual(), item, name, "a list of texts")
                            .textValue()));
            return texts;
        });
    }

    /** One of an enum's constants, written in camel case. */
    public <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        return text(name)
                .map(text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> camelCase(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid("'" + name + "' must be one of " + choices(type) + ".")));
    }

    /** {@code LOST_RESPONSE} as {@code lostResponse}. */
    public static String camelCase(Enum<?> constant) {
        StringBuilder name = new StringBuilder();
        for (String word : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
    }

    private static JsonNode check(boolean fits, JsonNode node, String name, String expected) {
        if (!fits) {
            throw Problem.invalid("'" + name + "' must be " + expected + ".");
        }
        return node;
    }

    private static <E extends Enum<E>> String choices(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Input::camelCase).collect(Collectors.joining(", "));
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }
}
