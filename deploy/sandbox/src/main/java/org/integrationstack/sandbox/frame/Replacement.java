package org.integrationstack.sandbox.frame;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/**
 * An answer that a test dictates, byte for byte: of another type than promised, malformed, empty or
 * huge.
 *
 * @param bytes how long the body is made by repeating it; empty: as long as it is
 */
record Replacement(int status, Map<String, String> headers, String body, OptionalInt bytes) {
    private static final Set<String> MEMBERS = Set.of("status", "headers", "body", "bytes");
    private static final int MOST_BYTES = 1024 * 1024 * 1024;
    private static final int CHUNK = 64 * 1024;

    Replacement {
        headers = Map.copyOf(headers);
    }

    static Replacement read(ObjectNode object) {
        Input input = Input.of(object, MEMBERS);
        String body = input.text("body").orElse("");
        OptionalInt bytes = input.number("bytes", 1, MOST_BYTES);
        if (bytes.isPresent() && body.isEmpty()) {
            throw Problem.invalid("'bytes' needs a 'body' to repeat.");
        }
        return new Replacement(
                input.number("status", 200, 599).orElse(200),
                input.object("headers").map(Replacement::headers).orElse(Map.of()),
                body,
                bytes);
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("status", status);
        ObjectNode names = json.putObject("headers");
        headers.forEach(names::put);
        json.put("body", body);
        bytes.ifPresent(value -> json.put("bytes", value));
        return json;
    }

    /** Sends it in parts, so that a huge one needs no memory. */
    void send(HttpServerResponse response) {
        byte[] text = body.getBytes(StandardCharsets.UTF_8);
        int length = bytes.orElse(text.length);
        response.setStatusCode(status).putHeader("Content-Length", Integer.toString(length));
        headers.forEach(response::putHeader);
        if (length == 0) {
            response.end();
        } else {
            write(response, repeated(text, length), length);
        }
    }

    private static void write(HttpServerResponse response, Buffer part, int left) {
        if (left <= part.length()) {
            response.end(part.getBuffer(0, left));
            return;
        }
        response.write(part).onSuccess(written -> write(response, part, left - part.length()));
    }

    /** Whole repetitions, as many as fill a chunk or all that is wanted. */
    private static Buffer repeated(byte[] text, int length) {
        Buffer part = Buffer.buffer();
        while (part.length() < Math.min(length, CHUNK)) {
            part.appendBytes(text);
        }
        return part;
    }

    private static Map<String, String> headers(ObjectNode object) {
        Map<String, String> headers = new LinkedHashMap<>();
        object.properties().forEach(header -> {
            if (!header.getValue().isTextual()) {
                throw Problem.invalid("'headers' must hold texts.");
            }
            headers.put(header.getKey(), header.getValue().textValue());
        });
        return headers;
    }
}
