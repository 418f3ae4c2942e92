package org.integrationstack.connections.grant;

import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ProviderDefinition;

/** Where a provider says whose a token is. Asking is safe to repeat; answers are outcomes, never failures. */
public interface AccountEndpoint {

    /**
     * Whose the grant is.
     *
     * @param inputs what was given at connect, for the endpoint's URL
     */
    Uni<AccountAnswer> account(ProviderDefinition provider, Map<String, String> inputs, Grant grant);
}
