package org.integrationstack.connections.grant.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.Api;

/**
 * Bodies as authorization servers write and read them: forms and JSON objects. An answer in which a member comes twice is
 * none: no reading of it is right. Source: RFC 8259 section 4; RFC 6749 section 5.
 */
final class Bodies {
    static final String FORM_TYPE = "application/x-www-form-urlencoded";

    /** Error codes are plain words; anything else is not repeated, not even in our log. */
    private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final int MAX_DEPTH = 32;

    /** Apart from the application's mapper, whose leniency serves callers. */
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Bodies() {}

    /** The answer as an object, by what its content type says it is; empty when it is none. */
    static Optional<JsonNode> read(InboundResponse response) {
        return tree(response).filter(JsonNode::isObject);
    }

    /** The answer, by what its content type says it is: errors may come in lists. */
    static Optional<JsonNode> tree(InboundResponse response) {
        String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        try {
            JsonNode body = type.startsWith(FORM_TYPE)
                    ? readForm(new String(response.body(), StandardCharsets.UTF_8))
                    : JSON.readTree(response.body());
            return Optional.ofNullable(body);
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the body says what the condition asks for. */
    static boolean meets(JsonNode body, Api.BodyCondition condition) {
        return text(body, condition.pointer())
                .filter(condition.values()::contains)
                .isPresent();
    }

    private static ObjectNode readForm(String text) {
        ObjectNode object = JSON.createObjectNode();
        for (String field : text.split("&", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                String name = decode(field.substring(0, equals));
                if (object.has(name)) {
                    throw new IllegalArgumentException("a field comes twice");
                }
                object.put(name, decode(field.substring(equals + 1)));
            }
        }
        return object;
    }

    /** The value there as text, where it is a scalar and not empty. */
    static Optional<String> text(JsonNode body, JsonPointer pointer) {
        JsonNode value = body.at(pointer);
        return value.isValueNode() && !value.isNull()
                ? Optional.of(value.asText()).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    /** The code of the error there, if there is one; an error that is no plain word is one all the same. */
    static Optional<String> error(JsonNode body, JsonPointer pointer) {
        JsonNode error = body.at(pointer);
        if (error.isMissingNode() || error.isNull() || error.asText("?").isEmpty() || isFalse(error)) {
            return Optional.empty();
        }
        String code = error.asText("");
        return Optional.of(ERROR_CODE.matcher(code).matches() ? code : "unnamed_error");
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.booleanValue();
    }

    static byte[] form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"))
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsBytes(fields);
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
