package org.integrationstack.worker.delivery;

import java.util.Map;

/**
 * What the provider sent.
 *
 * @param headers the request headers kept, by lower-case name; never a credential
 * @param body the raw bytes, as signed
 */
@SuppressWarnings("ArrayRecordComponent") // bodies pass through once; nobody compares or hashes payloads
public record Payload(String contentType, Map<String, String> headers, byte[] body) {
    public Payload {
        headers = Map.copyOf(headers);
    }
}
