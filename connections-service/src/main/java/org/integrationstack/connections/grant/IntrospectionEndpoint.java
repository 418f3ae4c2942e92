package org.integrationstack.connections.grant;

import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ProviderDefinition;

/** Where a provider says how long a token is good. Safe to repeat; answers are outcomes, never failures. */
public interface IntrospectionEndpoint {

    /**
     * Asks about the grant's access token.
     *
     * @param inputs what was given at connect, for the endpoint's URL
     */
    Uni<IntrospectionAnswer> introspect(ProviderDefinition provider, Map<String, String> inputs, Grant grant);
}
