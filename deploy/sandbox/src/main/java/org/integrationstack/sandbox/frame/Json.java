package org.integrationstack.sandbox.frame;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON trees in and out. Stateless. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** A new empty object. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A new empty array. */
    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** An array of the given nodes. */
    public static ArrayNode array(Iterable<? extends JsonNode> nodes) {
        ArrayNode array = array();
        nodes.forEach(array::add);
        return array;
    }

    /** An array of the given texts. */
    public static ArrayNode texts(Iterable<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /** The object that {@code body} spells; empty if it is not JSON or not an object. */
    public static Optional<ObjectNode> parseObject(String body) {
        try {
            return MAPPER.readTree(body) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }

    /** The object in a class path resource beside {@code anchor}. */
    public static ObjectNode resource(Class<?> anchor, String name) {
        try (var stream = anchor.getResourceAsStream(name)) {
            return (ObjectNode) MAPPER.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The compact text. */
    public static String text(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON text written anew with line breaks and blanks; what is not JSON stays as it is. */
    public static String indented(String text) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(MAPPER.readTree(text));
        } catch (JsonProcessingException malformed) {
            return text;
        }
    }

    /**
     * Applies {@code patch} to {@code target} in place: objects merge, null removes, all else
     * replaces.
     *
     * <p>Source: RFC 7396 section 2.
     */
    public static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                target.remove(member.getKey());
            } else if (member.getValue() instanceof ObjectNode inner) {
                ObjectNode existing = target.get(member.getKey()) instanceof ObjectNode object ? object : object();
                target.set(member.getKey(), merge(existing, inner));
            } else {
                target.set(member.getKey(), member.getValue());
            }
        });
        return target;
    }
}
