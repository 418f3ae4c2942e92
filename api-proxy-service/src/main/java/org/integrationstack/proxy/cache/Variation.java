package org.integrationstack.proxy.cache;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;

/** Which request headers chose an answer. Source: RFC 9110, section 12.5.5; RFC 9111, section 4.1. */
final class Variation {
    /** We send the same for every call of a connection, or never. */
    private static final Set<String> CONSTANT = Set.of("authorization", "cookie");

    private Variation() {}

    /** The named request headers as they were, by lower-case name; empty when an answer suits no second request. */
    static Optional<Map<String, String>> of(MultiMap requestHeaders, MultiMap answerHeaders) {
        List<String> names = answerHeaders.getAll(HttpHeaders.VARY).stream()
                .map(value -> value.split(","))
                .map(Arrays::asList)
                .flatMap(Collection::stream)
                .map(name -> name.trim().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !CONSTANT.contains(name))
                .toList();
        if (names.contains("*")) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        names.forEach(name -> values.put(name, valueOf(requestHeaders, name)));
        return Optional.of(values);
    }

    /** A field's value, several of a name as one; an absent field equals an empty one. */
    static String valueOf(MultiMap headers, String name) {
        return String.join(", ", headers.getAll(name));
    }
}
