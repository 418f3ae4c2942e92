package org.integrationstack.gateway.diagnosis;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * One way of writing JSON: those of the libraries that senders use.
 *
 * @param indent of a level; empty for JSON on one line
 * @param comma between two members on one line
 * @param colon between name and value
 * @param sorted whether members are in the order of their names
 * @param ascii how characters beyond ASCII are escaped: not, or in hexadecimal of that letter case
 * @param slashes whether slashes are escaped
 */
record JsonStyle(String indent, String comma, String colon, boolean sorted, Ascii ascii, boolean slashes) {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    enum Ascii {
        NO,
        LOWER,
        UPPER
    }

    /** The same JSON in every style: JavaScript's, Python's, PHP's, Ruby's and Java's among them. Empty if it is none. */
    static Stream<String> all(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            return styles().map(style -> style.write(tree));
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static Stream<JsonStyle> styles() {
        return Stream.<Function<Boolean, JsonStyle>>of(
                        sorted -> new JsonStyle("", ",", ":", sorted, Ascii.NO, false),
                        sorted -> new JsonStyle("", ", ", ": ", sorted, Ascii.NO, false),
                        sorted -> new JsonStyle("  ", ",", ": ", sorted, Ascii.NO, false),
                        sorted -> new JsonStyle("    ", ",", ": ", sorted, Ascii.NO, false),
                        sorted -> new JsonStyle("  ", ",", " : ", sorted, Ascii.NO, false),
                        sorted -> new JsonStyle("\t", ",", ": ", sorted, Ascii.NO, false))
                .flatMap(layout -> Stream.of(layout.apply(false), layout.apply(true)))
                .flatMap(style -> Stream.of(Ascii.values()).map(style::with))
                .flatMap(style -> Stream.of(style, style.withSlashes()));
    }

    private JsonStyle with(Ascii other) {
        return new JsonStyle(indent, comma, colon, sorted, other, slashes);
    }

    private JsonStyle withSlashes() {
        return new JsonStyle(indent, comma, colon, sorted, ascii, true);
    }

    private String write(JsonNode tree) {
        StringBuilder out = new StringBuilder();
        write(tree, 0, out);
        return out.toString();
    }

    private void write(JsonNode node, int depth, StringBuilder out) {
        if (node.isObject()) {
            writeObject(node, depth, out);
        } else if (node.isArray()) {
            out.append('[');
            String separator = "";
            for (JsonNode element : node) {
                out.append(separator).append(lineBreak(depth + 1));
                write(element, depth + 1, out);
                separator = comma;
            }
            out.append(node.isEmpty() ? "" : lineBreak(depth)).append(']');
        } else {
            out.append(node.isTextual() ? text(node.textValue()) : node.toString());
        }
    }

    private void writeObject(JsonNode node, int depth, StringBuilder out) {
        out.append('{');
        String separator = "";
        Iterable<Map.Entry<String, JsonNode>> members = sorted ? sortedMembers(node) : node.properties();
        for (Map.Entry<String, JsonNode> member : members) {
            out.append(separator)
                    .append(lineBreak(depth + 1))
                    .append(text(member.getKey()))
                    .append(colon);
            write(member.getValue(), depth + 1, out);
            separator = comma;
        }
        out.append(node.isEmpty() ? "" : lineBreak(depth)).append('}');
    }

    private static Iterable<Map.Entry<String, JsonNode>> sortedMembers(JsonNode node) {
        Map<String, JsonNode> members = new TreeMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members.entrySet();
    }

    private String lineBreak(int depth) {
        return indent.isEmpty() ? "" : "\n" + indent.repeat(depth);
    }

    private String text(String value) {
        String quoted = slashes ? quoted(value).replace("/", "\\/") : quoted(value);
        if (ascii == Ascii.NO) {
            return quoted;
        }
        StringBuilder escaped = new StringBuilder();
        quoted.chars().forEach(character -> {
            if (character < 0x80) {
                escaped.append((char) character);
            } else {
                escaped.append((ascii == Ascii.LOWER ? "\\u%04x" : "\\u%04X").formatted(character));
            }
        });
        return escaped.toString();
    }

    private static String quoted(String value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every text can be written as JSON", e);
        }
    }
}
