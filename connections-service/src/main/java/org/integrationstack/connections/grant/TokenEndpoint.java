package org.integrationstack.connections.grant;

import io.smallrye.mutiny.Uni;

/**
 * A provider's token endpoint. Answers are outcomes, never failures: whatever the network or the provider does becomes
 * one of them, within the configured time. Nothing is repeated here: a code, and many a refresh token, is good for one
 * request.
 */
public interface TokenEndpoint {

    /** Exchanges a code for tokens. Source: RFC 6749 section 4.1.3. */
    Uni<TokenAnswer> exchange(CodeExchange exchange);

    /**
     * Exchanges a refresh token for new tokens. What the answer leaves out stays as it was: the refresh token, the
     * scopes; and the values that were kept at connect are never replaced. Source: RFC 6749 section 6.
     */
    Uni<TokenAnswer> refresh(TokenRefresh refresh);

    /** Gets a token for a customer's own client. Source: RFC 6749 section 4.4.2. */
    Uni<TokenAnswer> clientCredentials(ClientGrant grant);
}
