package org.integrationstack.gateway.diagnosis;

import java.time.Instant;
import java.util.Map;

import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.signature.SignedRequest;

/**
 * A delivery that was refused.
 *
 * @param reason a stable name
 * @param headers all that it had
 * @param body as far as it was read; may be empty
 * @param traceId the trace of its request
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Rejection(
        Place place,
        String reason,
        Instant at,
        SignedRequest request,
        Iterable<Map.Entry<String, String>> headers,
        byte[] body,
        String traceId) {}
