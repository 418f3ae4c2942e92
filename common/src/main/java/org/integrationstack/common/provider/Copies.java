package org.integrationstack.common.provider;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies that keep the order in which a definition's author wrote things, which {@code Map.copyOf} would not. */
final class Copies {

    private Copies() {}

    static <K, V> Map<K, V> of(Map<? extends K, ? extends V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
