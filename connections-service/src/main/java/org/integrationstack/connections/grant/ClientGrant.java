package org.integrationstack.connections.grant;

import java.util.Map;
import java.util.Objects;

import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.secret.Secret;

/**
 * A customer's own OAuth client that asks for a token for itself.
 *
 * @param inputs what was given at connect, for the endpoint's URL
 */
public record ClientGrant(
        Credentials.ClientCredentials definition, Map<String, String> inputs, String clientId, Secret clientSecret) {
    public ClientGrant {
        Objects.requireNonNull(definition, "definition");
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(clientId, "client id");
        Objects.requireNonNull(clientSecret, "client secret");
    }
}
