package org.integrationstack.connections.grant.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.common.http.InboundResponse;

/** Bodies as authorization servers write and read them: forms and JSON objects. */
final class Bodies {
    private static final String FORM_TYPE = "application/x-www-form-urlencoded";

    private Bodies() {}

    /** The answer as an object, by what its content type says it is; empty when it is none. */
    static Optional<JsonNode> read(InboundResponse response, ObjectMapper json) {
        String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        try {
            JsonNode body = type.startsWith(FORM_TYPE)
                    ? readForm(new String(response.body(), StandardCharsets.UTF_8), json)
                    : json.readTree(response.body());
            return Optional.ofNullable(body).filter(JsonNode::isObject);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode readForm(String text, ObjectMapper json) {
        ObjectNode object = json.createObjectNode();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                object.put(decode(field.substring(0, equals)), decode(field.substring(equals + 1)));
            }
        }
        return object;
    }

    static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] json(Map<String, String> fields, ObjectMapper json) {
        try {
            return json.writeValueAsBytes(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
