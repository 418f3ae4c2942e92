package org.integrationstack.worker.delivery.postgres;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;

import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.delivery.Payload;

/** Payloads as rows, their bodies sealed each to its own event. Thread-safe. */
record Payloads(Sealer sealer) {
    /** What {@link #payload} reads, of a table or alias {@code p}. */
    static final String COLUMNS = "p.event as payload_event, p.content_type, p.headers, p.body, p.sealed";

    Buffer seal(UUID event, byte[] body) {
        return Buffer.buffer(sealer.seal(body, place(event)));
    }

    /** @throws RuntimeException when the row has none, or no key of ours opens it */
    Payload payload(Row row) {
        UUID event = row.getUUID("payload_event");
        if (event == null) {
            throw new IllegalStateException("the payload is gone");
        }
        Map<String, String> headers = new HashMap<>();
        row.getJsonObject("headers").forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        byte[] body = row.getBuffer("body").getBytes();
        return new Payload(
                row.getString("content_type"),
                headers,
                row.getBoolean("sealed") ? sealer.open(body, place(event)) : body);
    }

    private static byte[] place(UUID event) {
        return event.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
