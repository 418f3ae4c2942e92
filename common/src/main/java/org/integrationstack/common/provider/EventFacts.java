package org.integrationstack.common.provider;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What conditions and arguments of an event look at.
 *
 * @param values taken from the payload
 * @param settings of the connection whose account is the event's
 * @param payload what the provider sent, if it is not too much; made when it is asked for
 */
public record EventFacts(Map<String, Object> values, Map<String, Object> settings, Supplier<Optional<Object>> payload) {
    /**
     * The values that every event has: its type, its account, when it was received, and what the provider sent, if it is
     * not too much.
     */
    public static final Set<String> BUILT_IN = Set.of("event_type", "account", "received_at", "payload");

    private static final String PAYLOAD = "payload";

    public EventFacts {
        values = Copies.of(values);
        settings = Copies.of(settings);
    }

    /** Facts of an event whose payload is not at hand. */
    public EventFacts(Map<String, Object> values, Map<String, Object> settings) {
        this(values, settings, Optional::empty);
    }

    Optional<Object> value(String name) {
        return name.equals(PAYLOAD) ? payload.get() : Optional.ofNullable(values.get(name));
    }

    Optional<Object> setting(String name) {
        return Optional.ofNullable(settings.get(name));
    }
}
