package org.integrationstack.sandbox.frame;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code application/x-www-form-urlencoded} in and out. Stateless. */
public final class Form {
    private Form() {}

    /**
     * The decoded names and values in order; the first of repeated names wins.
     *
     * @throws Problem 400 if a percent sign is not followed by two hexadecimal digits
     */
    public static Map<String, String> decode(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : form.split("&", -1)) {
            int equals = field.indexOf('=');
            String name = decodeText(equals < 0 ? field : field.substring(0, equals));
            if (!name.isEmpty()) {
                fields.putIfAbsent(name, equals < 0 ? "" : decodeText(field.substring(equals + 1)));
            }
        }
        return fields;
    }

    /** A field that is present and not empty. */
    public static Optional<String> text(Map<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name)).filter(value -> !value.isEmpty());
    }

    /** The encoded fields in order. */
    public static String encode(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> encodeText(field.getKey()) + "=" + encodeText(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** {@code base} with the fields added to its query. */
    public static String append(String base, Map<String, String> fields) {
        return base + (base.contains("?") ? "&" : "?") + encode(fields);
    }

    private static String decodeText(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw Problem.invalid("The query or form holds a malformed percent encoding.");
        }
    }

    private static String encodeText(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
