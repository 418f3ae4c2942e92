package org.integrationstack.identity;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.web.authentication.AuthenticationConverter;

/**
 * A program that asks for no scope gets every scope it is registered for; Spring would give it none.
 *
 * <p>Source: RFC 6749 section 3.3 (a pre-defined default when the scope is omitted).
 */
final class DefaultScopes implements AuthenticationConverter {

    private final AuthenticationConverter standard = new OAuth2ClientCredentialsAuthenticationConverter();

    @Override
    public Authentication convert(HttpServletRequest request) {
        Authentication converted = standard.convert(request);
        if (converted instanceof OAuth2ClientCredentialsAuthenticationToken asked
                && asked.getScopes().isEmpty()
                && asked.getPrincipal() instanceof OAuth2ClientAuthenticationToken client
                && client.getRegisteredClient() != null) {
            return withScopes(asked, client, client.getRegisteredClient());
        }
        return converted;
    }

    private static Authentication withScopes(
            OAuth2ClientCredentialsAuthenticationToken asked, Authentication client, RegisteredClient registered) {
        return new OAuth2ClientCredentialsAuthenticationToken(
                client, Set.copyOf(registered.getScopes()), asked.getAdditionalParameters());
    }
}
