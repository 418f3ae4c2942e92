package org.integrationstack.connections.endpoint;

import java.net.URI;

/**
 * Where providers reach the gateway.
 *
 * @param base without a slash at its end
 */
public record EndpointUrls(URI base) {
    /** @throws IllegalArgumentException when it is no plain http or https URL */
    public EndpointUrls {
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "GATEWAY_URL must be where providers reach the gateway, such as https://hooks.example.org");
        }
        base = URI.create(base.toString().replaceFirst("/+$", ""));
    }

    /** What is entered at the provider. */
    public URI of(Endpoint endpoint) {
        return URI.create(base + "/webhooks/" + endpoint.provider() + "/" + endpoint.id());
    }
}
