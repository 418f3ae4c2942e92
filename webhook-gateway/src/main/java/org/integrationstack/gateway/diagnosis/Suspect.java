package org.integrationstack.gateway.diagnosis;

import java.util.Map;

import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.signature.SignedRequest;

/**
 * A delivery to find out about.
 *
 * @param headers all that it has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Suspect(Place place, SignedRequest request, Iterable<Map.Entry<String, String>> headers, byte[] body) {}
