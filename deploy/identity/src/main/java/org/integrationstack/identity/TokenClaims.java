package org.integrationstack.identity;

import java.util.List;
import java.util.Set;

import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

import org.integrationstack.identity.IdentitySettings.Person;
import org.integrationstack.identity.IdentitySettings.Program;

/**
 * What the tokens say. An access token names the services, the subject, its tenant, roles and scopes; an ID token is
 * for the console alone and carries neither tenant nor roles, so that no service could take it for an access token.
 *
 * <p>Source: RFC 9068 section 2 (JWT profile for access tokens), OpenID Connect Core 1.0 section 2 (ID token).
 */
final class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    static final String ACCESS_TOKEN_TYPE = "at+jwt";

    private final IdentitySettings settings;

    TokenClaims(IdentitySettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            describeAccess(context);
        } else if (OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
            describePerson(context);
        }
    }

    private void describeAccess(JwtEncodingContext context) {
        String clientId = context.getRegisteredClient().getClientId();
        context.getJwsHeader().type(ACCESS_TOKEN_TYPE);
        JwtClaimsSet.Builder claims = context.getClaims()
                .audience(settings.audience())
                .claim("client_id", clientId)
                .claim("scope", String.join(" ", context.getAuthorizedScopes()));
        boolean forItself = AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType());
        String subject = forItself ? clientId : context.getPrincipal().getName();
        settings.person(subject).ifPresent(person -> describe(person, claims));
        settings.program(subject).ifPresent(program -> describe(program, claims));
    }

    private static void describe(Person person, JwtClaimsSet.Builder claims) {
        claims.subject(person.name()).claim("tenant", person.tenant()).claim("roles", person.roles());
    }

    private static void describe(Program program, JwtClaimsSet.Builder claims) {
        claims.subject(program.id()).claim("roles", List.of());
        if (program.tenant() != null) {
            claims.claim("tenant", program.tenant());
        }
    }

    private void describePerson(JwtEncodingContext context) {
        Person person = settings.person(context.getPrincipal().getName()).orElseThrow();
        Set<String> scopes = context.getAuthorizedScopes();
        if (scopes.contains(OidcScopes.PROFILE)) {
            context.getClaims().claim("name", person.fullName()).claim("preferred_username", person.name());
        }
        if (scopes.contains(OidcScopes.EMAIL)) {
            context.getClaims().claim("email", person.email());
        }
    }
}
