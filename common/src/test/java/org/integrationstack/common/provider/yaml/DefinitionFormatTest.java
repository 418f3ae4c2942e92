package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The format is described once, in its schema; the table for people is made from it. */
class DefinitionFormatTest {

    private static final Path TABLE = Path.of("PROVIDERS.md");
    private static final String BEGIN = "<!-- fields: made from the schema's descriptions; a test compares them -->\n";

    private JsonNode schema;

    @Test
    void theTableSaysWhatTheSchemaSays() throws IOException {
        String page = Files.readString(TABLE);

        assertThat(page.substring(page.indexOf(BEGIN) + BEGIN.length())).isEqualTo(table());
    }

    @Test
    void everyFieldIsDescribed() throws IOException {
        assertThat(table().lines()).hasSizeGreaterThan(100).noneMatch(line -> line.endsWith("|  |"));
    }

    private String table() throws IOException {
        schema = new ObjectMapper()
                .readTree(DefinitionFormatTest.class.getResourceAsStream("/provider-definition.schema.json"));
        List<String> rows = new ArrayList<>(List.of("| field | type | default | meaning |", "|---|---|---|---|"));
        rows(schema, "", rows);
        return String.join("\n", rows) + "\n";
    }

    private void rows(JsonNode mapping, String prefix, List<String> rows) {
        mapping.path("properties").properties().forEach(field -> {
            boolean required = mapping.path("required")
                    .valueStream()
                    .anyMatch(name -> name.asText().equals(field.getKey()));
            row(field.getValue(), prefix + field.getKey(), required, rows);
        });
    }

    private void row(JsonNode field, String path, boolean required, List<String> rows) {
        JsonNode type = resolved(field);
        String description =
                field.path("description").asText(type.path("description").asText());
        rows.add("| `%s` | %s | %s | %s |"
                .formatted(path, type(type), required ? "required" : defaultOf(field), description));
        JsonNode mapping = longForm(type);
        rows(mapping, path + ".", rows);
        rows(longForm(resolved(mapping.path("additionalProperties"))), path + ".<name>.", rows);
        rows(longForm(resolved(mapping.path("items"))), path + "[].", rows);
    }

    private JsonNode resolved(JsonNode field) {
        return field.has("$ref") ? schema.at(field.get("$ref").asText().substring(1)) : field;
    }

    /** Of what may be written in two ways, the longer one: the mapping for a text, the element for a list. */
    private JsonNode longForm(JsonNode type) {
        return type.has("else") ? longForm(resolved(type.get("else"))) : type;
    }

    private String type(JsonNode type) {
        if (type.has("else")) {
            return type(resolved(type.get("then"))) + " or " + type(resolved(type.get("else")));
        }
        if (type.has("enum")) {
            return String.join(
                    ", ",
                    type.get("enum")
                            .valueStream()
                            .map(value -> "`" + value.asText() + "`")
                            .toList());
        }
        return switch (type.path("type").asText()) {
            case "object" -> "mapping";
            case "array" -> "list";
            case "integer" -> "number";
            case "boolean" -> "true or false";
            default -> "text";
        };
    }

    private static String defaultOf(JsonNode field) {
        return field.has("default") ? "`" + field.get("default") + "`" : "";
    }
}
