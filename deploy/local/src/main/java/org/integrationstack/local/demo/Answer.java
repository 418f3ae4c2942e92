package org.integrationstack.local.demo;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a server answered, and checks that name what was expected and what came instead. */
record Answer(String request, HttpResponse<String> response) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 300;

    int status() {
        return response.statusCode();
    }

    String body() {
        return response.body();
    }

    URI uri() {
        return response.uri();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** Where a redirect leads. */
    Optional<URI> location() {
        boolean redirects = status() >= 300 && status() < 400;
        return header("Location").filter(location -> redirects).map(uri()::resolve);
    }

    Answer expect(int status) {
        if (status() != status) {
            throw new UnexpectedException(
                    "%s: expected status %d, saw %d %s".formatted(request, status, status(), shownBody()));
        }
        return this;
    }

    /** One status or the other. */
    Answer expectOneOf(int status, int other) {
        return status() == other ? this : expect(status);
    }

    Answer expectBody(String part) {
        if (!body().contains(part)) {
            throw new UnexpectedException(
                    "%s: expected '%s' in the answer, saw %s".formatted(request, part, shownBody()));
        }
        return this;
    }

    JsonNode json() {
        try {
            return JSON.readTree(body());
        } catch (JsonProcessingException malformed) {
            throw new UnexpectedException("%s: expected JSON, saw %s".formatted(request, shownBody()));
        }
    }

    private String shownBody() {
        return body().length() <= SHOWN ? body() : body().substring(0, SHOWN) + "…";
    }
}
