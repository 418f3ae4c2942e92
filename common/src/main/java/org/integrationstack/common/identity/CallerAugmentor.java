package org.integrationstack.common.identity;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Turns a verified token into what {@code @RolesAllowed} sees: its roles and its scopes. A token that places its holder
 * in no tenant, or in several, is left with neither, so that every endpoint refuses it (403). An ID token sent as a
 * bearer token is no token at all (401).
 */
@ApplicationScoped
class CallerAugmentor implements SecurityIdentityAugmentor {
    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        boolean signedInByBrowser = identity.getCredential(IdTokenCredential.class) != null;
        if (!signedInByBrowser && isIdToken(token)) {
            return Uni.createFrom().failure(new AuthenticationFailedException("an ID token is not an access token"));
        }
        return Uni.createFrom().item(withAccess(identity, token));
    }

    private static SecurityIdentity withAccess(SecurityIdentity identity, JsonWebToken token) {
        QuarkusSecurityIdentity.Builder known = withoutRoles(identity);
        if (Callers.belongsSomewhere(token)) {
            Callers.roles(token).forEach(role -> known.addRole(role.claim()));
            known.addRoles(Callers.scopes(token));
        }
        return known.build();
    }

    /** Roles of other names do not count: one could be called like a scope. */
    private static QuarkusSecurityIdentity.Builder withoutRoles(SecurityIdentity identity) {
        QuarkusSecurityIdentity.Builder bare = QuarkusSecurityIdentity.builder()
                .setPrincipal(identity.getPrincipal())
                .addAttributes(identity.getAttributes());
        identity.getCredentials().forEach(bare::addCredential);
        return bare;
    }

    /**
     * Issuers mark ID tokens differently, and our console's are for the same audience as its access tokens.
     *
     * <p>Source: OpenID Connect Core 1.0, sections 2 and 3.1.3.6 ({@code nonce}, {@code at_hash}, {@code c_hash} are
     * claims of ID tokens); RFC 9068, section 2.2.3 (access tokens have {@code scope}); Keycloak (claim {@code typ}).
     */
    static boolean isIdToken(JsonWebToken token) {
        // Not containsClaim, which finds times in every token: an absent one reads as zero.
        Set<String> claims = token.getClaimNames();
        boolean marked =
                "ID".equalsIgnoreCase(Callers.text(token.getClaim("typ")).orElse(""))
                        || claims.contains("at_hash")
                        || claims.contains("c_hash");
        boolean ofSignIn = claims.contains("nonce") || claims.contains("auth_time");
        return marked || (ofSignIn && !claims.contains("scope"));
    }
}
