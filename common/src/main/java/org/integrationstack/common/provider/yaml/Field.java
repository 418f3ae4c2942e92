package org.integrationstack.common.provider.yaml;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.provider.DefinitionProblem;

/**
 * A value of a document whose shape the schema has already checked, and the way to say what is wrong with its meaning.
 * Records refuse what they must not hold with {@link IllegalArgumentException}; {@link #as} and {@link #check} turn that
 * into a problem that names this value's place.
 */
record Field(YamlDocument document, JsonPointer pointer, JsonNode node) {

    /** Stops the reading of one part of a definition. */
    static final class Refused extends RuntimeException {
        private final transient DefinitionProblem problem;

        private Refused(DefinitionProblem problem) {
            super(problem.toString(), null, false, false);
            this.problem = problem;
        }

        DefinitionProblem problem() {
            return problem;
        }
    }

    static Field root(YamlDocument document) {
        return new Field(document, JsonPointer.empty(), document.root());
    }

    Field in(String name) {
        return new Field(document, pointer.appendProperty(name), node.path(name));
    }

    Optional<Field> optional(String name) {
        return node.has(name) ? Optional.of(in(name)) : Optional.empty();
    }

    String text() {
        return node.asText();
    }

    String text(String name, String otherwise) {
        return node.path(name).asText(otherwise);
    }

    boolean flag(String name, boolean otherwise) {
        return node.path(name).asBoolean(otherwise);
    }

    int number(String name, int otherwise) {
        return node.path(name).asInt(otherwise);
    }

    JsonPointer jsonPointer() {
        return as(JsonPointer::compile);
    }

    JsonPointer jsonPointer(String name, String otherwise) {
        return optional(name).map(Field::jsonPointer).orElseGet(() -> JsonPointer.compile(otherwise));
    }

    URI uri() {
        return as(URI::create, "must be a URL");
    }

    Duration duration() {
        return as(Field::duration);
    }

    <E extends Enum<E>> E oneOf(Class<E> type) {
        return Enum.valueOf(type, text().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    <E extends Enum<E>> E oneOf(String name, E otherwise) {
        return optional(name)
                .map(field -> field.oneOf(otherwise.getDeclaringClass()))
                .orElse(otherwise);
    }

    /** The elements of a list; none where there is no list. */
    List<Field> elements() {
        List<Field> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Field(document, pointer.appendIndex(i), node.get(i)));
        }
        return elements;
    }

    List<String> texts() {
        return elements().stream().map(Field::text).toList();
    }

    Set<Integer> numbers() {
        Set<Integer> numbers = new LinkedHashSet<>();
        node.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }

    /** The members of a mapping, in the order of the file; none where there is no mapping. */
    <T> Map<String, T> members(Function<Field, T> read) {
        Map<String, T> members = new LinkedHashMap<>();
        node.fieldNames().forEachRemaining(name -> members.put(name, read.apply(in(name))));
        return members;
    }

    /** This text as something else. */
    <T> T as(Function<String, T> read) {
        return check(() -> read.apply(text()));
    }

    private <T> T as(Function<String, T> read, String reason) {
        try {
            return read.apply(text());
        } catch (IllegalArgumentException e) {
            throw refused(reason);
        }
    }

    /** What is made here; a refusal is this field's. */
    <T> T check(Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage());
        }
    }

    Refused refused(String reason) {
        return new Refused(document.problem(document.valueAt(pointer), pointer, reason));
    }

    private static Duration duration(String text) {
        int unitAt = text.endsWith("ms") ? text.length() - 2 : text.length() - 1;
        long amount = Long.parseLong(text.substring(0, unitAt));
        return switch (text.substring(unitAt)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
