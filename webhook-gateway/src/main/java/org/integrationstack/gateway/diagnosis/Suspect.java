package org.integrationstack.gateway.diagnosis;

import java.util.Map;
import java.util.Optional;

import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.signature.SignedRequest;

/**
 * A delivery to find out about.
 *
 * @param headers all that it has
 * @param body empty where it is not known
 */
public record Suspect(
        Place place, SignedRequest request, Iterable<Map.Entry<String, String>> headers, Optional<byte[]> body) {}
