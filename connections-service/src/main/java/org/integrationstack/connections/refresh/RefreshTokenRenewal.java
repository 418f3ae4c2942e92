package org.integrationstack.connections.refresh;

import java.net.URI;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenEndpoint;
import org.integrationstack.connections.grant.TokenRefresh;

/** Renews what a user granted, by its refresh token. Source: RFC 6749 section 6. */
@ApplicationScoped
class RefreshTokenRenewal implements Renewal {
    private final TokenEndpoint endpoint;

    @Inject
    RefreshTokenRenewal(TokenEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public ConnectionKind kind() {
        return ConnectionKind.OAUTH;
    }

    @Override
    public boolean renews(boolean hasRefreshToken) {
        return hasRefreshToken;
    }

    @Override
    public URI endpoint(Renewable renewable) {
        return oauth(renewable.provider()).token().url().resolve(renewable.inputs());
    }

    @Override
    public UnknownOutcome unknownOutcome(ProviderDefinition provider) {
        return provider.oauth().map(it -> it.refresh().unknownOutcome()).orElse(UnknownOutcome.WAIT);
    }

    @Override
    public Uni<TokenAnswer> renew(Renewable renewable) {
        return endpoint.refresh(new TokenRefresh(renewable.provider(), renewable.inputs(), renewable.grant()));
    }

    private static OAuth oauth(ProviderDefinition provider) {
        return provider.oauth()
                .orElseThrow(() -> new IllegalStateException(provider.id() + " does not connect by OAuth any more"));
    }
}
