package org.integrationstack.sandbox.frame;

import java.net.URI;
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
}
