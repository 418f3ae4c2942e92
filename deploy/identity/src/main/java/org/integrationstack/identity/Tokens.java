package org.integrationstack.identity;

import java.io.IOException;
import java.util.List;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/** Wires the clients, the signing key and the content of tokens. */
@Configuration(proxyBeanMethods = false)
class Tokens {

    @Bean
    AuthorizationServerSettings server(IdentitySettings settings) {
        return AuthorizationServerSettings.builder()
                .issuer(settings.issuer().toString())
                .build();
    }

    @Bean
    RegisteredClientRepository clients(IdentitySettings settings) {
        return new InMemoryRegisteredClientRepository(new Clients(settings).registered());
    }

    @Bean
    PasswordEncoder clientSecrets() {
        return new Clients.SecretComparison();
    }

    /** Read at once: a broken key file is told at start, not by the first request. */
    @Bean
    @Lazy(false)
    JWKSource<SecurityContext> keys(IdentitySettings settings) throws IOException, JOSEException {
        return new ImmutableJWKSet<>(new JWKSet(SigningKey.in(settings.dataDirectory())));
    }

    /** Reads the access tokens presented at this provider's own user-info endpoint; an ID token is refused there. */
    @Bean
    JwtDecoder accessTokens(JWKSource<SecurityContext> keys) {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys).build();
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(
                List.of(new JwtTypeValidator(TokenClaims.ACCESS_TOKEN_TYPE))));
        return decoder;
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims(IdentitySettings settings) {
        return new TokenClaims(settings);
    }
}
