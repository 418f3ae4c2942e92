package org.integrationstack.sandbox.frame;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * A received request, whole. {@code path} and {@code query} are raw, as they stood on the wire; the
 * mount prefix of a provider is already gone from its path.
 *
 * @param method upper-case HTTP method
 * @param path starts with a slash
 * @param query without its question mark, empty if there is none
 * @param headers names compare without case
 */
public record Call(String method, String path, String query, MultiMap headers, Buffer body) {

    /** The body, read as UTF-8. */
    public String text() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** A header's first value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The token in {@code Authorization: Bearer}. Source: RFC 6750 section 2.1. */
    public Optional<String> bearer() {
        return header("Authorization")
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(header -> header.substring(7).strip());
    }

    /** The decoded query; the first of repeated names wins. */
    public Map<String, String> parameters() {
        return Form.decode(query);
    }

    /** A query parameter that is present and not empty. */
    public Optional<String> parameter(String name) {
        return Form.text(parameters(), name);
    }
}
