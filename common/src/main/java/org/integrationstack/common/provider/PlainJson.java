package org.integrationstack.common.provider;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Part of a payload as maps, lists, texts, numbers and truths. No more of it than {@value #MOST} characters and values
 * together, and no deeper than {@value #DEEPEST} levels: else nothing. Texts lose the characters that databases refuse.
 */
final class PlainJson {
    static final int MOST = 128 * 1024;
    static final int DEEPEST = 64;

    private final String without;
    private int left = MOST;

    private PlainJson(String without) {
        this.without = without;
    }

    static Optional<Object> of(JsonNode node) {
        return of(node, "");
    }

    /** @param without the name of a member of the node itself that is left out */
    static Optional<Object> of(JsonNode node, String without) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        PlainJson copy = new PlainJson(without);
        Object plain = copy.plain(node, 1);
        return copy.left < 0 ? Optional.empty() : Optional.of(plain);
    }

    private Object plain(JsonNode node, int depth) {
        left -= 1;
        if (left < 0 || depth > DEEPEST) {
            left = -1;
            return "";
        }
        if (node.isObject()) {
            return members(node, depth);
        }
        if (node.isArray()) {
            return elements(node, depth);
        }
        return node.isTextual() ? text(node.textValue()) : scalar(node);
    }

    private Map<String, Object> members(JsonNode object, int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        object.properties().forEach(member -> {
            boolean isWanted = depth > 1 || !member.getKey().equals(without);
            if (left >= 0 && isWanted && !member.getValue().isNull()) {
                members.put(text(member.getKey()), plain(member.getValue(), depth + 1));
            }
        });
        return members;
    }

    private List<Object> elements(JsonNode array, int depth) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < array.size() && left >= 0; i++) {
            elements.add(plain(array.get(i), depth + 1));
        }
        return elements;
    }

    private String text(String text) {
        left -= text.length();
        StringBuilder clean = new StringBuilder();
        text.codePoints()
                .map(character -> isStorable(character) ? character : 0xFFFD)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private Object scalar(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        return Double.isFinite(node.doubleValue()) && node.isNumber() ? (Object) node.doubleValue() : "";
    }

    /** Source: RFC 8259 section 8.2, RFC 7493 section 2.1; PostgreSQL's jsonb takes no NUL. */
    private static boolean isStorable(int character) {
        return character != 0 && Character.getType(character) != Character.SURROGATE;
    }
}
