package org.integrationstack.connections.grant;

import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;

/** Where a grant is given back to its provider. Safe to repeat; answers are outcomes, never failures. */
public interface RevocationEndpoint {

    /**
     * Gives the grant back.
     *
     * @param kind what the grant is of
     * @param variables beside the grant's own values: what was given at connect, and {@code account_id}
     */
    Uni<RevocationAnswer> revoke(
            ProviderDefinition provider, ConnectionKind kind, Map<String, String> variables, Grant grant);
}
