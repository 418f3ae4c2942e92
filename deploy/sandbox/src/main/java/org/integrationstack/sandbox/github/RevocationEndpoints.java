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
    private final Registration registration;
    private final Tokens<Person> tokens;

    RevocationEndpoints(Registration registration, Tokens<Person> tokens) {
        this.registration = registration;
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
        Person person = named(request).person();
        return revoke(token -> token.person().equals(person));
    }

    private Answer revoke(Predicate<Token<Person>> which) {
        tokens.end(which);
        return Answer.empty(204);
    }

    private Token<Person> named(ApiRequest request) {
        if (ClientCredentials.basic(request.call())
                .filter(client -> client.belongTo(registration))
                .isEmpty()) {
            throw ApiError.requiresAuthentication();
        }
        if (!request.value("client_id").equals(registration.clientId())) {
            throw ApiError.notFound();
        }
        String value = ApiRequest.requiredText(request.body(), "OauthAccess", "access_token");
        return tokens.live(Use.ACCESS, value).orElseThrow(ApiError::notFound);
    }
}
