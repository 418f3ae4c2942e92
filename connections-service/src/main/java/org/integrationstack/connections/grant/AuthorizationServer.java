package org.integrationstack.connections.grant;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ProviderDefinition;

/**
 * A provider's authorization server. Answers are outcomes, never failures: whatever the network or the provider does
 * becomes one of them, within the configured time. Nothing is repeated here: a code is good for one exchange.
 */
public interface AuthorizationServer {

    /** Exchanges the code for tokens and asks, with them, whose they are. */
    Uni<GrantAnswer> exchange(CodeExchange exchange);

    /** Gives the grant back. Safe to repeat. */
    Uni<RevocationAnswer> revoke(ProviderDefinition provider, Grant grant);
}
