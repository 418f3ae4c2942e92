package org.integrationstack.connections.grant;

import java.util.Map;
import java.util.Objects;

import org.integrationstack.common.provider.ProviderDefinition;

/**
 * A grant to be renewed.
 *
 * @param inputs what was given at connect, for the endpoint's URL
 * @param current the grant with its refresh token; also that of a slot other than main
 */
public record TokenRefresh(ProviderDefinition provider, Map<String, String> inputs, Grant current) {
    public TokenRefresh {
        Objects.requireNonNull(provider, "provider");
        inputs = Map.copyOf(inputs);
        if (current.refreshToken().isEmpty()) {
            throw new IllegalArgumentException("a grant without a refresh token cannot be renewed");
        }
    }
}
