package org.integrationstack.common.provider;

import java.util.Map;
import java.util.Optional;

/**
 * What conditions and arguments of an event look at.
 *
 * @param values taken from the payload
 * @param settings of the connection whose account is the event's
 */
public record EventFacts(Map<String, Object> values, Map<String, Object> settings) {
    public EventFacts {
        values = Copies.of(values);
        settings = Copies.of(settings);
    }

    Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    Optional<Object> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
