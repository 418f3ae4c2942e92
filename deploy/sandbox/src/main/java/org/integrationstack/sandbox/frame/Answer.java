package org.integrationstack.sandbox.frame;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;

/** A response to be sent. */
public record Answer(int status, Map<String, String> headers, String body) {

    public Answer {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** No body. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    /** A JSON body. */
    public static Answer json(int status, JsonNode body) {
        return text(status, "application/json", Json.text(body));
    }

    /** A body, sent as UTF-8. */
    public static Answer text(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType + "; charset=utf-8"), body);
    }

    /** 302 to {@code location}. */
    public static Answer redirect(String location) {
        return empty(302).with("Location", location).with("Cache-Control", "no-store");
    }

    /** The same with a header set. */
    public Answer with(String name, String value) {
        return with(Map.of(name, value));
    }

    /** The same with {@code Retry-After}, if there is one. Source: RFC 9110 section 10.2.3. */
    public Answer withRetryAfter(OptionalInt seconds) {
        return seconds.isEmpty() ? this : with("Retry-After", Integer.toString(seconds.getAsInt()));
    }

    /** The same with headers set. */
    public Answer with(Map<String, String> added) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(added);
        return new Answer(status, all, body);
    }
}
