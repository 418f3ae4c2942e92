package org.integrationstack.sandbox.stripe;

import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;

/**
 * What can be changed about this Stripe.
 *
 * @param requestsPerSecond of each account
 * @param events types of events that the platform's webhook endpoint is sent when they happen; {@code *} is all
 */
record Settings(int requestsPerSecond, List<String> events) {
    /** Source: docs.stripe.com/rate-limits: 100 in live mode. Nobody has set up an endpoint yet. */
    static final Settings DEFAULT = new Settings(100, List.of());

    Settings {
        events = List.copyOf(events);
    }

    Settings with(ObjectNode changes) {
        Input input = Input.of(changes, Set.of("requestsPerSecond", "events"));
        return new Settings(
                input.number("requestsPerSecond", 0, Integer.MAX_VALUE).orElse(requestsPerSecond),
                input.list("events").orElse(events));
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("requestsPerSecond", requestsPerSecond);
        json.set("events", Json.texts(events));
        return json;
    }
}
