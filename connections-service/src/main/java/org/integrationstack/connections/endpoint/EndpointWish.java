package org.integrationstack.connections.endpoint;

import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.secret.Secret;

/**
 * The endpoint that somebody asks for, as it came.
 *
 * @param connection the id of the connection that it is to belong to
 * @param secret the one that the provider has given; without it one is made
 * @param values what the definition asks of an endpoint, by name
 */
public record EndpointWish(
        String provider, Optional<String> connection, Optional<Secret> secret, Map<String, String> values) {
    public EndpointWish {
        values = Map.copyOf(values);
    }
}
