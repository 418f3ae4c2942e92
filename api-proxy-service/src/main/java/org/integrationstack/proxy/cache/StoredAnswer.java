package org.integrationstack.proxy.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/**
 * A 200 answer to a GET, as it is kept. Reading it changes nothing.
 *
 * @param headers in their order
 * @param received when it came
 * @param initialAge how old it was then
 * @param lifetime how old it may grow and still be fresh
 * @param selectedBy the request headers that its {@code Vary} names, by lower-case name, as they were
 */
public record StoredAnswer(
        List<Map.Entry<String, String>> headers,
        Buffer body,
        Instant received,
        Duration initialAge,
        Duration lifetime,
        Map<String, String> selectedBy) {
    public StoredAnswer {
        headers = List.copyOf(headers);
        selectedBy = Map.copyOf(selectedBy);
    }

    /** Its headers to hand out. */
    MultiMap headerFields() {
        MultiMap fields = MultiMap.caseInsensitiveMultiMap();
        headers.forEach(header -> fields.add(header.getKey(), header.getValue()));
        return fields;
    }

    /** Source: RFC 9111, section 4.2.3. */
    Duration age(Instant now) {
        Duration resident = Duration.between(received, now);
        return initialAge.plus(resident.isNegative() ? Duration.ZERO : resident);
    }

    /** Whether a request with these headers would have got this answer. Source: RFC 9111, section 4.1. */
    boolean answers(MultiMap requestHeaders) {
        return selectedBy.entrySet().stream()
                .allMatch(field -> Objects.equals(field.getValue(), Variation.valueOf(requestHeaders, field.getKey())));
    }

    Optional<String> entityTag() {
        return Optional.ofNullable(headerFields().get(HttpHeaders.ETAG));
    }

    Optional<String> lastModified() {
        return Optional.ofNullable(headerFields().get(HttpHeaders.LAST_MODIFIED));
    }

    boolean hasValidator() {
        return entityTag().isPresent() || lastModified().isPresent();
    }
}
