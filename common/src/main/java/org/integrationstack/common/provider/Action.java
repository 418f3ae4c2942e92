package org.integrationstack.common.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One thing that can be done at a provider: a call of its API, made of named arguments. Everything made here depends on
 * nothing else, so that an action repeated with the same arguments and key is the same call.
 *
 * @param method the HTTP method
 * @param path behind the API's base URL; its variables are percent-encoded, slashes included
 * @param query parameters; one whose argument is not given is left out
 * @param arguments what must be given
 * @param optional what may be given
 * @param body the JSON to send
 * @param success what the answer must hold beside a 2xx status
 * @param errors how an answer tells what went wrong
 * @param idempotency what keeps a repetition from acting twice
 * @param result what of the answer is worth keeping, by name
 */
public record Action(
        String method,
        Template path,
        Map<String, Template> query,
        Set<String> arguments,
        Set<String> optional,
        Optional<Body> body,
        Optional<Expected> success,
        Errors errors,
        Idempotency idempotency,
        Map<String, JsonPointer> result) {

    /** The variable that is the effect's own key, the same whenever it is repeated. */
    public static final String KEY = "key";

    public Action {
        query = Copies.of(query);
        arguments = Set.copyOf(arguments);
        optional = Set.copyOf(optional);
        result = Copies.of(result);
    }

    /** What is wrong with arguments, without showing a value; empty where nothing is. */
    public Optional<String> problem(Map<String, Object> given) {
        Set<String> missing = new TreeSet<>(arguments);
        missing.removeIf(name -> given.get(name) != null);
        Set<String> unknown = new TreeSet<>(given.keySet());
        unknown.removeIf(name -> arguments.contains(name) || optional.contains(name));
        if (!missing.isEmpty()) {
            return Optional.of("no value for " + String.join(", ", missing));
        }
        return unknown.isEmpty() ? Optional.empty() : Optional.of("takes no " + String.join(", ", unknown));
    }

    /**
     * Path and query of the call.
     *
     * @throws IllegalArgumentException when an argument cannot stand in a path; the message shows no value
     */
    public String target(Map<String, Object> given) {
        return target(path, query, given);
    }

    /** What the answer holds of {@link #result}. */
    public Map<String, Object> resultOf(JsonNode answer) {
        Map<String, Object> found = new LinkedHashMap<>();
        result.forEach((name, pointer) -> {
            JsonNode value = answer.at(pointer);
            if (value.isValueNode() && !value.isNull()) {
                found.put(name, value.isNumber() ? value.numberValue() : value.asText());
            }
        });
        return found;
    }

    static String target(Template path, Map<String, Template> query, Map<String, Object> values) {
        StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
        query.forEach((name, value) -> {
            if (value.variables().stream().allMatch(values::containsKey)) {
                parameters.add(encode(name) + "=" + encode(value.render(match -> text(values, match.group(1)))));
            }
        });
        return path.render(match -> segment(values, match.group(1))) + parameters;
    }

    /** Dots alone would be read as steps, and nothing at all as another path. */
    private static String segment(Map<String, Object> values, String name) {
        String value = text(values, name);
        if (value.isBlank() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("the value for {" + name + "} cannot stand in a path");
        }
        return encode(value);
    }

    private static String text(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no value for {" + name + "}");
        }
        return value.toString();
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * JSON with variables. A text that is one variable and nothing else becomes its value, whatever its type; where
     * something is left out because its argument is not given, so is what has become empty around it.
     *
     * @param escapes what is put for each of these texts in arguments that are texts, so that nobody's words become
     *     commands
     */
    public record Body(JsonNode template, Map<String, String> escapes) {
        private static final ObjectMapper JSON = new ObjectMapper();

        public Body {
            escapes = Copies.of(escapes);
        }

        /** The body for these values, among which is the {@link Action#KEY}. */
        public JsonNode render(Map<String, Object> values) {
            return rendered(template, values).orElseGet(JSON::createObjectNode);
        }

        /** All variables, wherever they stand. */
        public Set<String> variables() {
            Set<String> names = new TreeSet<>();
            collect(template, names);
            return names;
        }

        private Optional<JsonNode> rendered(JsonNode node, Map<String, Object> values) {
            if (node.isTextual()) {
                return text(new Template(node.asText()), values);
            }
            if (node.isObject()) {
                var object = JSON.createObjectNode();
                node.properties()
                        .forEach(member -> rendered(member.getValue(), values)
                                .ifPresent(value -> object.set(member.getKey(), value)));
                return object.isEmpty() && !node.isEmpty() ? Optional.empty() : Optional.of(object);
            }
            if (node.isArray()) {
                var array = JSON.createArrayNode();
                node.forEach(element -> rendered(element, values).ifPresent(array::add));
                return array.isEmpty() && !node.isEmpty() ? Optional.empty() : Optional.of(array);
            }
            return Optional.of(node);
        }

        private Optional<JsonNode> text(Template template, Map<String, Object> values) {
            Set<String> names = template.variables();
            if (!names.stream().allMatch(name -> values.get(name) != null)) {
                return Optional.empty();
            }
            boolean isOne = names.size() == 1
                    && template.text().equals("{" + names.iterator().next() + "}");
            return Optional.of(
                    isOne
                            ? JSON.valueToTree(
                                    escaped(values.get(names.iterator().next())))
                            : JSON.getNodeFactory()
                                    .textNode(template.render(
                                            match -> String.valueOf(escaped(values.get(match.group(1)))))));
        }

        private Object escaped(Object value) {
            if (!(value instanceof String text)) {
                return value;
            }
            String result = text;
            for (Map.Entry<String, String> escape : escapes.entrySet()) {
                result = result.replace(escape.getKey(), escape.getValue());
            }
            return result;
        }

        private static void collect(JsonNode node, Set<String> names) {
            if (node.isTextual()) {
                names.addAll(new Template(node.asText()).variables());
            }
            node.forEach(child -> collect(child, names));
        }
    }

    /** A value that an answer must have at a place. */
    public record Expected(JsonPointer pointer, JsonNode value) {

        /** Whether the answer has it. */
        public boolean isIn(JsonNode answer) {
            return answer.at(pointer).equals(value);
        }
    }

    /**
     * How an answer tells what went wrong.
     *
     * @param code where its error code is
     * @param temporary codes after which nothing was done, and a later attempt may do it
     * @param uncertain codes after which it may have been done
     */
    public record Errors(Optional<JsonPointer> code, List<String> temporary, List<String> uncertain) {
        public static final Errors NONE = new Errors(Optional.empty(), List.of(), List.of());

        public Errors {
            temporary = List.copyOf(temporary);
            uncertain = List.copyOf(uncertain);
        }

        /** The answer's code, if it is one word of letters, digits and the like; anything else could be anybody's text. */
        public Optional<String> codeIn(JsonNode answer) {
            return code.map(answer::at)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .filter(text -> text.length() <= 64 && text.chars().allMatch(Errors::isPlain));
        }

        private static boolean isPlain(int c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-.".indexOf(c) >= 0;
        }
    }

    /** What keeps a repetition from acting twice. */
    public sealed interface Idempotency {

        /** The provider knows a repetition by this header, which carries the key. */
        record Header(String name) implements Idempotency {}

        /**
         * What was made carries the key and is looked for first.
         *
         * @param path of the list, with the action's arguments
         * @param query its parameters
         * @param items where in the answer the elements are
         * @param match where in each the key is
         */
        record Lookup(Template path, Map<String, Template> query, JsonPointer items, JsonPointer match)
                implements Idempotency {
            public Lookup {
                query = Copies.of(query);
            }

            /** Path and query of the list; as {@link Action#target}. */
            public String target(Map<String, Object> given) {
                return Action.target(path, query, given);
            }

            /** The element that carries the key. */
            public Optional<JsonNode> find(JsonNode answer, String key) {
                return answer.at(items)
                        .valueStream()
                        .filter(item -> item.at(match).asText().equals(key))
                        .findFirst();
            }
        }

        /**
         * Nothing does.
         *
         * @param repeated whether an attempt of unknown end is repeated; empty leaves it to the installation
         */
        record None(Optional<Boolean> repeated) implements Idempotency {}
    }
}
