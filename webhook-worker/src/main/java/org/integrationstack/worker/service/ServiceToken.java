package org.integrationstack.worker.service;

import io.quarkus.oidc.client.OidcClient;
import io.quarkus.oidc.client.Tokens;
import io.quarkus.oidc.client.runtime.TokensHelper;
import io.smallrye.mutiny.Uni;

/** This service's own token, asked for when first needed and again when it ends; many callers at once ask once. */
final class ServiceToken {
    private final OidcClient identity;
    private volatile TokensHelper tokens = new TokensHelper();

    ServiceToken(OidcClient identity) {
        this.identity = identity;
    }

    Uni<String> current() {
        return Uni.createFrom().deferred(() -> tokens.getTokens(identity)).map(Tokens::getAccessToken);
    }

    /** Somebody did not take it: the next one is new. */
    void forget() {
        tokens = new TokensHelper();
    }
}
