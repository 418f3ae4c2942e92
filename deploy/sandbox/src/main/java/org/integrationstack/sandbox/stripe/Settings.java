package org.integrationstack.sandbox.stripe;

import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Input;
import org.integrationstack.sandbox.frame.Json;

/**
 * What can be changed about this Stripe.
 *
 * @param requestsPerSecond of each account
 */
record Settings(int requestsPerSecond) {
    /** Source: docs.stripe.com/rate-limits: 100 in live mode. */
    static final Settings DEFAULT = new Settings(100);

    Settings with(ObjectNode changes) {
        Input input = Input.of(changes, Set.of("requestsPerSecond"));
        return new Settings(
                input.number("requestsPerSecond", 0, Integer.MAX_VALUE).orElse(requestsPerSecond));
    }

    ObjectNode json() {
        return Json.object().put("requestsPerSecond", requestsPerSecond);
    }
}
