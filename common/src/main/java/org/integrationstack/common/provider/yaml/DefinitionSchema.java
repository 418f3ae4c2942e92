package org.integrationstack.common.provider.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;

import org.integrationstack.common.provider.DefinitionProblem;

/**
 * The format's JSON Schema, the same file that editors use. Its {@code patternErrorMessage}, which editors show, is the
 * reason given here too.
 */
final class DefinitionSchema {

    private static final String RESOURCE = "/provider-definition.schema.json";

    private static final String REASON = "patternErrorMessage";
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .keyword(new NonValidationKeyword(REASON))
            .build();

    private final JsonNode text;
    private final Schema schema;

    DefinitionSchema() {
        try (InputStream resource = Objects.requireNonNull(DefinitionSchema.class.getResourceAsStream(RESOURCE))) {
            text = new ObjectMapper().readTree(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schema = SchemaRegistry.withDefaultDialect(DIALECT).getSchema(text);
    }

    /** What the schema has against the document, in the order of the file. */
    List<DefinitionProblem> check(YamlDocument document) {
        return schema.validate(document.root()).stream()
                .map(error -> problem(error, document))
                .distinct()
                .sorted(Comparator.comparingInt(DefinitionProblem::line).thenComparingInt(DefinitionProblem::column))
                .toList();
    }

    private DefinitionProblem problem(Error error, YamlDocument document) {
        JsonPointer at = JsonPointer.compile(error.getInstanceLocation().toString());
        return switch (error.getKeyword()) {
            case "required" ->
                document.problem(document.nameAt(at), at.appendProperty(error.getProperty()), "is missing");
            case "additionalProperties", "propertyNames" -> {
                JsonPointer field = at.appendProperty(error.getProperty());
                yield document.problem(document.nameAt(field), field, reason(error));
            }
            default -> document.problem(document.valueAt(at), at, reason(error));
        };
    }

    private String reason(Error error) {
        JsonNode rule = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "additionalProperties" -> "is unknown; known here: " + known(error);
            case "type" -> type(rule, error.getInstanceNode());
            case "enum" -> "must be " + oneOf(rule);
            case "pattern" -> beside(error, REASON).asText();
            case "propertyNames" -> beside(error, "propertyNames").path(REASON).asText();
            case "minLength" -> "must not be empty";
            case "maxLength" -> "must be " + rule.asText() + " characters long at most";
            case "minItems", "minProperties" -> "must have " + rule.asText() + " at least";
            case "maxItems", "maxProperties" -> "must have " + rule.asText() + " at most";
            case "minimum" -> "must be " + rule.asText() + " at least";
            case "maximum" -> "must be " + rule.asText() + " at most";
            case "uniqueItems" -> "must not name the same thing twice";
            case "dependentRequired" -> "must come with " + String.join(" and ", fieldNames(rule));
            default -> "is not as the format wants it (" + error.getKeyword() + ")";
        };
    }

    private String known(Error error) {
        return String.join(", ", fieldNames(beside(error, "properties")));
    }

    /** The keyword that stands beside the violated one in the schema. */
    private JsonNode beside(Error error, String keyword) {
        JsonPointer violated =
                JsonPointer.compile(error.getSchemaLocation().getFragment().toString());
        return text.at(violated.head()).path(keyword);
    }

    private static List<String> fieldNames(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static String oneOf(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(" or "));
    }

    private static String type(JsonNode expected, JsonNode found) {
        return "must be " + named(expected.asText()) + ", not " + named(found);
    }

    private static String named(JsonNode found) {
        return switch (found.getNodeType()) {
            case OBJECT -> named("object");
            case ARRAY -> named("array");
            case NUMBER -> "a number (quotes make it a text)";
            case BOOLEAN -> "true or false (quotes make it a text)";
            case NULL -> "nothing";
            default -> named("string");
        };
    }

    private static String named(String type) {
        return switch (type) {
            case "object" -> "a mapping";
            case "array" -> "a list";
            case "integer" -> "a whole number";
            case "boolean" -> "true or false";
            default -> "a text";
        };
    }
}
