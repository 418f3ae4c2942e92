package org.integrationstack.connections.connection.rest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

import org.integrationstack.connections.connection.ConnectionEdit;
import org.integrationstack.connections.web.BodyProblem;

/**
 * A JSON Merge Patch of what callers may change of a connection: a member that is null is removed, one that is absent
 * stays.
 */
@Schema(description = "A JSON Merge Patch (RFC 7396): null removes, what is absent stays")
record ConnectionPatch(
        @Schema(type = SchemaType.OBJECT, description = "Up to 32 texts by key", example = "{\"team\": \"blue\"}")
        JsonNode labels,

        @Schema(type = SchemaType.OBJECT, description = "As the provider's settings describe them")
        JsonNode settings) {

    /** The wish; a member of another form than expected is a problem that names it. */
    ConnectionEdit edit() {
        return new ConnectionEdit(
                patch("labels", labels, ConnectionPatch::label), patch("settings", settings, ConnectionPatch::setting));
    }

    private static <V> Optional<ConnectionEdit.Patch<V>> patch(
            String name, JsonNode node, BiFunction<String, JsonNode, V> reader) {
        if (node == null || node.isMissingNode()) {
            return Optional.empty();
        }
        if (!node.isNull() && !node.isObject()) {
            throw BodyProblem.at(name, "an object, or null");
        }
        Map<String, Optional<V>> changes = new LinkedHashMap<>();
        node.properties()
                .forEach(member -> changes.put(
                        member.getKey(),
                        member.getValue().isNull()
                                ? Optional.empty()
                                : Optional.of(reader.apply(name + "." + member.getKey(), member.getValue()))));
        return Optional.of(new ConnectionEdit.Patch<>(node.isNull(), changes));
    }

    private static String label(String field, JsonNode value) {
        if (!value.isTextual()) {
            throw BodyProblem.at(field, "a text, or null");
        }
        return value.asText();
    }

    private static Object setting(String field, JsonNode value) {
        if (value.isTextual()) {
            return value.asText();
        }
        if (value.isBoolean()) {
            return value.asBoolean();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.asLong();
        }
        throw BodyProblem.at(field, "a text, a whole number, true, false, or null");
    }
}
