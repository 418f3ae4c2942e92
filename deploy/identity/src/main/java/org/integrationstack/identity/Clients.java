package org.integrationstack.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

import org.integrationstack.identity.IdentitySettings.Console;
import org.integrationstack.identity.IdentitySettings.Person;
import org.integrationstack.identity.IdentitySettings.Program;

/**
 * The registered clients: the console, the programs, and one command-line client per person, which gets that person's
 * token without a browser.
 */
final class Clients {

    private static final Duration REFRESH_TOKEN_LIFE = Duration.ofDays(30);

    private final IdentitySettings settings;

    Clients(IdentitySettings settings) {
        this.settings = settings;
    }

    List<RegisteredClient> registered() {
        Stream<RegisteredClient> people = settings.people().stream().map(this::commandLine);
        Stream<RegisteredClient> programs = settings.programs().stream().map(this::program);
        return Stream.concat(Stream.of(console(settings.console())), Stream.concat(people, programs))
                .toList();
    }

    private RegisteredClient console(Console console) {
        return client(console.clientId(), console.secret())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
                .redirectUris(uris -> uris.addAll(console.redirectUris()))
                .postLogoutRedirectUris(uris -> uris.addAll(console.signedOutUris()))
                .scopes(scopes -> scopes.addAll(List.of(OidcScopes.OPENID, OidcScopes.PROFILE, OidcScopes.EMAIL)))
                .clientSettings(ClientSettings.builder().requireProofKey(true).build())
                .build();
    }

    private RegisteredClient commandLine(Person person) {
        return client(person.clientId(), person.secret())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .build();
    }

    private RegisteredClient program(Program program) {
        return client(program.id(), program.secret())
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scopes(scopes -> scopes.addAll(program.scopes()))
                .build();
    }

    private RegisteredClient.Builder client(String id, String secret) {
        return RegisteredClient.withId(id)
                .clientId(id)
                .clientSecret(secret)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(settings.accessTokenLife())
                        .refreshTokenTimeToLive(REFRESH_TOKEN_LIFE)
                        .reuseRefreshTokens(false)
                        .build());
    }

    /**
     * Compares client secrets in constant time. They are random and long, so a slow hash would only slow down every
     * token request.
     */
    static final class SecretComparison implements PasswordEncoder {

        @Override
        public String encode(CharSequence secret) {
            return secret.toString();
        }

        @Override
        public boolean matches(CharSequence presented, String expected) {
            return MessageDigest.isEqual(bytes(presented.toString()), bytes(expected));
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
