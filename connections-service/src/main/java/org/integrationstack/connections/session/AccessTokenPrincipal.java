package org.integrationstack.connections.session;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;

/**
 * Lets the access token, not the ID token, say who is signed in: tenant, roles and subject then come from one place,
 * whether a caller is a browser or a program. The token has been verified before ({@code roles.source=accesstoken}).
 */
@ApplicationScoped
class AccessTokenPrincipal implements SecurityIdentityAugmentor {
    private static final JwtConsumer CLAIMS = new JwtConsumerBuilder()
            .setSkipAllValidators()
            .setDisableRequireSignature()
            .setSkipSignatureVerification()
            .build();

    /** Before those that read the claims. */
    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        AccessTokenCredential token = identity.getCredential(AccessTokenCredential.class);
        boolean bySession = identity.getCredential(IdTokenCredential.class) != null;
        return Uni.createFrom().item(bySession && token != null ? byAccessToken(identity, token) : identity);
    }

    private static SecurityIdentity byAccessToken(SecurityIdentity identity, AccessTokenCredential token) {
        try {
            return QuarkusSecurityIdentity.builder(identity)
                    .setPrincipal(new OidcJwtCallerPrincipal(CLAIMS.processToClaims(token.getToken()), token))
                    .build();
        } catch (InvalidJwtException e) {
            throw new IllegalStateException("a verified access token that is no JWT", e);
        }
    }
}
