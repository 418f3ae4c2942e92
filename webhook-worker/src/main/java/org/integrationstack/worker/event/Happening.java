package org.integrationstack.worker.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.provider.Condition;
import org.integrationstack.common.provider.EventDefinition;
import org.integrationstack.common.provider.EventFacts;
import org.integrationstack.common.provider.Extract;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.routing.Connection;

/**
 * An event as handlers see it.
 *
 * @param definition what is made of it
 * @param connection the connection whose account is the event's; empty where it is not there any more
 * @param content what the provider sent
 * @param facts what conditions and arguments look at
 */
public record Happening(
        Delivery delivery,
        EventDefinition definition,
        Optional<Connection> connection,
        JsonNode content,
        EventFacts facts) {

    static Happening of(
            Delivery delivery, EventDefinition definition, Optional<Connection> connection, JsonNode content) {
        Map<String, Object> values = definition.valuesOf(content);
        values.put("event_type", delivery.type());
        values.put("received_at", delivery.receivedAt().toString());
        delivery.account()
                .or(() -> connection.flatMap(Connection::accountId))
                .ifPresent(id -> values.put("account", id));
        Map<String, Object> settings = connection.map(Connection::settings).orElse(Map.of());
        EventFacts facts = new EventFacts(values, settings, () -> Extract.whole(content));
        return new Happening(delivery, definition, connection, content, facts);
    }

    /** The same event, of which something more, or something else, is known. */
    Happening with(Map<String, Object> further) {
        Map<String, Object> values = new LinkedHashMap<>(facts.values());
        values.putAll(further);
        EventFacts more = new EventFacts(values, facts.settings(), facts.payload());
        return new Happening(delivery, definition, connection, content, more);
    }

    /** The event's account: what the provider said, else whose endpoint it came to. */
    public Optional<String> account() {
        return Optional.ofNullable(facts.values().get("account")).map(String::valueOf);
    }

    /** Whether all these conditions hold of it. */
    public boolean meets(List<Condition> conditions) {
        return Condition.allHold(conditions, facts);
    }
}
