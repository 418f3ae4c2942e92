package org.integrationstack.common.provider.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import org.integrationstack.common.provider.DefinitionProblem;

/**
 * One YAML document as a JSON tree that knows where in the file everything stands. Built from the parser's events, so
 * that the limits hold while reading and not after: {@value #MAX_BYTES} bytes, {@value #MAX_DEPTH} levels. Anchors,
 * aliases, tags and names written twice are refused, so that a small file cannot become a large tree and what is read is
 * what is seen.
 */
final class YamlDocument {

    static final int MAX_BYTES = 256 * 1024;
    static final int MAX_DEPTH = 16;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DIGITS = 18;

    /** Counted from 1. */
    record Position(int line, int column) {
        private static Position of(Optional<Mark> mark) {
            return mark.map(at -> new Position(at.getLine() + 1, at.getColumn() + 1))
                    .orElse(new Position(1, 1));
        }
    }

    private final String file;
    private final Map<JsonPointer, Position> values = new HashMap<>();
    private final Map<JsonPointer, Position> names = new HashMap<>();
    private final ScalarResolver scalars = new CoreSchema().getScalarResolver();
    private final Iterator<Event> events;
    private final JsonNode root;

    private YamlDocument(String file, String text) throws InvalidDefinitionException {
        this.file = file;
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_BYTES)
                // All at once: snakeyaml-engine 3.0.1 fails on a surrogate pair at the edge of its buffer.
                .setBufferSize(text.length() + 1)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
        this.root = document();
    }

    static YamlDocument parse(String file, byte[] content) throws InvalidDefinitionException {
        if (content.length > MAX_BYTES) {
            throw refused(file, new Position(0, 0), "is larger than " + MAX_BYTES / 1024 + " KiB");
        }
        try {
            return new YamlDocument(file, utf8(file, content));
        } catch (MarkedYamlEngineException e) {
            throw refused(file, Position.of(e.getProblemMark()), "is not YAML: " + FieldPath.printable(e.getProblem()));
        } catch (YamlEngineException e) {
            throw refused(file, new Position(0, 0), "is not YAML: it holds a character that YAML does not allow");
        }
    }

    JsonNode root() {
        return root;
    }

    /** Where the value stands. */
    Position valueAt(JsonPointer pointer) {
        return values.getOrDefault(pointer, new Position(1, 1));
    }

    /** Where the name stands of a value in a mapping. */
    Position nameAt(JsonPointer pointer) {
        return names.getOrDefault(pointer, valueAt(pointer));
    }

    DefinitionProblem problem(Position at, JsonPointer field, String reason) {
        return new DefinitionProblem(file, at.line(), at.column(), FieldPath.of(field), reason);
    }

    private JsonNode document() throws InvalidDefinitionException {
        expect(Event.ID.StreamStart);
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw refused(file, new Position(0, 0), "is empty");
        }
        JsonNode node = node(events.next(), JsonPointer.empty(), 1);
        expect(Event.ID.DocumentEnd);
        Event end = events.next();
        if (end.getEventId() != Event.ID.StreamEnd) {
            throw refused(file, Position.of(end.getStartMark()), "must hold one document");
        }
        return node;
    }

    private void expect(Event.ID id) {
        Event event = events.next();
        if (event.getEventId() != id) {
            throw new YamlEngineException("expected " + id + " and found " + event.getEventId());
        }
    }

    private JsonNode node(Event event, JsonPointer at, int depth) throws InvalidDefinitionException {
        Position position = Position.of(event.getStartMark());
        values.put(at, position);
        refuseReferences(event, at, position);
        if (depth > MAX_DEPTH) {
            throw refused(at, position, "is nested more than " + MAX_DEPTH + " levels deep");
        }
        if (event instanceof ScalarEvent scalar) {
            return scalar(scalar, at, position);
        }
        return event.getEventId() == Event.ID.MappingStart ? mapping(at, depth) : sequence(at, depth);
    }

    private void refuseReferences(Event event, JsonPointer at, Position position) throws InvalidDefinitionException {
        if (event instanceof NodeEvent node
                && (event instanceof AliasEvent || node.getAnchor().isPresent())) {
            throw refused(at, position, "anchors and aliases are not supported");
        }
        if (tag(event).isPresent()) {
            throw refused(at, position, "tags are not supported");
        }
    }

    private static Optional<String> tag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        return event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
    }

    private ObjectNode mapping(JsonPointer at, int depth) throws InvalidDefinitionException {
        ObjectNode object = JSON.objectNode();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            Position position = Position.of(event.getStartMark());
            if (!(event instanceof ScalarEvent name)) {
                throw refused(at, position, "a name must be a text");
            }
            refuseReferences(name, at, position);
            JsonPointer field = at.appendProperty(name.getValue());
            Position before = names.putIfAbsent(field, position);
            if (before != null) {
                throw refused(field, position, "is written twice, first in line " + before.line());
            }
            object.set(name.getValue(), node(events.next(), field, depth + 1));
        }
        return object;
    }

    private ArrayNode sequence(JsonPointer at, int depth) throws InvalidDefinitionException {
        ArrayNode array = JSON.arrayNode();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            array.add(node(event, at.appendIndex(array.size()), depth + 1));
        }
        return array;
    }

    private JsonNode scalar(ScalarEvent event, JsonPointer at, Position position) throws InvalidDefinitionException {
        String text = event.getValue();
        Tag tag = scalars.resolve(text, event.isPlain());
        if (tag.equals(Tag.NULL)) {
            return JSON.nullNode();
        }
        if (tag.equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text, at, position);
        }
        return JSON.textNode(text);
    }

    private JsonNode number(String text, JsonPointer at, Position position) throws InvalidDefinitionException {
        if (text.length() > MAX_DIGITS || !text.matches("-?[0-9]+")) {
            throw refused(at, position, "must be a whole decimal number; put it in quotes if it is meant as a text");
        }
        return JSON.numberNode(Long.parseLong(text));
    }

    private InvalidDefinitionException refused(JsonPointer field, Position at, String reason) {
        return new InvalidDefinitionException(List.of(problem(at, field, reason)));
    }

    private static InvalidDefinitionException refused(String file, Position at, String reason) {
        return new InvalidDefinitionException(List.of(new DefinitionProblem(file, at.line(), at.column(), "", reason)));
    }

    private static String utf8(String file, byte[] content) throws InvalidDefinitionException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(file, new Position(0, 0), "is not UTF-8");
        }
    }
}
