package org.integrationstack.connections.grant;

import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;

/** Where a provider says whose a credential is. Asking is safe to repeat; answers are outcomes, never failures. */
public interface AccountEndpoint {

    /**
     * Whose the grant is.
     *
     * @param kind what the connection rests on: how the credential is presented, and where to ask
     * @param inputs what was given at connect, for the endpoint's URL
     */
    Uni<AccountAnswer> account(
            ProviderDefinition provider, ConnectionKind kind, Map<String, String> inputs, Grant grant);
}
