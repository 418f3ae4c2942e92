package org.integrationstack.sandbox.salesforce;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/**
 * A SOQL query of the form {@code SELECT fields FROM type [LIMIT n]}; no more of the language is
 * understood here.
 */
record Query(Records.Type type, List<String> fields, int limit) {
    private static final Pattern SOQL =
            Pattern.compile("(?i)\\s*SELECT\\s+([\\w\\s,]+?)\\s+FROM\\s+(\\w+)(?:\\s+LIMIT\\s+(\\d{1,9}))?\\s*");

    /** @throws ApiError 400 as Salesforce words it */
    static Query parse(String soql) {
        Matcher matcher = SOQL.matcher(soql);
        if (!matcher.matches()) {
            throw ApiError.of(
                    400, "MALFORMED_QUERY", "unexpected token: '" + soql.strip().split("\\s", 2)[0] + "'");
        }
        Records.Type type = Records.type(matcher.group(2))
                .orElseThrow(() ->
                        ApiError.of(400, "INVALID_TYPE", "sObject type '" + matcher.group(2) + "' is not supported."));
        List<String> fields = Arrays.stream(matcher.group(1).split(",", -1))
                .map(String::strip)
                .toList();
        fields.stream().filter(field -> !type.has(field)).findFirst().ifPresent(field -> {
            throw ApiError.of(
                    400, "INVALID_FIELD", "No such column '%s' on entity '%s'.".formatted(field, type.name()));
        });
        return new Query(
                type, fields, matcher.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(matcher.group(3)));
    }

    /** The selected fields of {@code record}, with its attributes, which come unasked. */
    ObjectNode select(ObjectNode record, String version) {
        ObjectNode selected = Json.object();
        selected.set("attributes", attributes(type, record.path("Id").asText(), version));
        fields.forEach(field -> selected.set(field, record.get(field)));
        return selected;
    }

    static ObjectNode attributes(Records.Type type, String id, String version) {
        return Json.object()
                .put("type", type.name())
                .put("url", "/services/data/%s/sobjects/%s/%s".formatted(version, type.name(), id));
    }
}
