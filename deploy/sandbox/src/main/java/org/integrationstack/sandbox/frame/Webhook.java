package org.integrationstack.sandbox.frame;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A webhook ready to be posted.
 *
 * @param headers in order; a name may come twice
 */
public record Webhook(
        String provider,
        String event,
        String deliveryId,
        URI target,
        List<Map.Entry<String, String>> headers,
        String body) {

    public Webhook {
        headers = List.copyOf(headers);
    }

    /** The same with headers in the place of those of their names. */
    public Webhook with(Map<String, String> others) {
        List<Map.Entry<String, String>> all = new ArrayList<>(headers);
        all.removeIf(header -> others.keySet().stream().anyMatch(header.getKey()::equalsIgnoreCase));
        all.addAll(others.entrySet());
        return new Webhook(provider, event, deliveryId, target, all, body);
    }
}
