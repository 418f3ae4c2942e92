package org.integrationstack.sandbox.github;

import java.util.function.Predicate;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.frame.Routes;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/**
 * The app ends a token or, with a person's token, all that the person granted it.
 *
 * <p>Source: docs.github.com, "REST API endpoints for OAuth authorizations": Basic authentication by
 * client id and secret, the token in the body; 204 or 422.
 */
final class RevocationEndpoints {
    private final Apps apps;
    private final Tokens<Person> tokens;

    RevocationEndpoints(Apps apps, Tokens<Person> tokens) {
        this.apps = apps;
        this.tokens = tokens;
    }

    void mount(Routes<Endpoint> routes) {
        routes.on("DELETE", "/applications/{client_id}/token", this::revokeToken)
                .on("DELETE", "/applications/{client_id}/grant", this::revokeGrant);
    }

    private Answer revokeToken(ApiRequest request) {
        Token<Person> token = named(request);
        return revoke(token::kinOf);
    }

    private Answer revokeGrant(ApiRequest request) {
        Token<Person> named = named(request);
        return revoke(token -> token.person().equals(named.person())
                && apps.viaGitHubApp(token.consent()) == apps.viaGitHubApp(named.consent()));
    }

    private Answer revoke(Predicate<Token<Person>> which) {
        tokens.end(which);
        return Answer.empty(204);
    }

    private Token<Person> named(ApiRequest request) {
        Registration app = ClientCredentials.basic(request.call())
                .flatMap(apps::with)
                .orElseThrow(ApiError::requiresAuthentication);
        if (!request.value("client_id").equals(app.clientId())) {
            throw ApiError.notFound();
        }
        String value = ApiRequest.requiredText(request.body(), "OauthAccess", "access_token");
        return tokens.live(Use.ACCESS, value)
                .filter(token -> Apps.askedBy(app, token.consent()))
                .orElseThrow(ApiError::notFound);
    }
}
