package org.integrationstack.common.identity;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallerAugmentorTest {

    @Test
    void knowsRolesAndScopes() {
        assertThat(access(Map.of("tenant", "acme", "scope", "connections:read openid", "roles", List.of("user"))))
                .containsExactlyInAnyOrder("user", "connections:read", "openid");
    }

    @Test
    void readsAScopeThatIsNamedTwice() {
        assertThat(access(Map.of("tenant", "acme", "scope", "proxy:call  proxy:call ")))
                .containsExactly("proxy:call");
    }

    @Test
    void takesNoScopeForARole() {
        assertThat(access(Map.of("tenant", "acme", "scope", "admin operator", "roles", List.of("user"))))
                .containsExactly("user");
    }

    @Test
    void takesNoRoleForAScope() {
        assertThat(access(Map.of("tenant", "acme", "roles", List.of("user", "credentials:read", "root"))))
                .containsExactly("user");
    }

    @Test
    void leavesTheScopesOfOurServicesToTokensWithoutATenant() {
        assertThat(access(Map.of("tenant", "acme", "scope", "credentials:read tenant:delegate proxy:call")))
                .containsExactly("proxy:call");
        assertThat(access(Map.of("scope", "credentials:read tenant:delegate")))
                .containsExactlyInAnyOrder("credentials:read", "tenant:delegate");
    }

    @Test
    void allowsNothingToWhoBelongsNowhere() {
        assertThat(access(Map.of("scope", "credentials:read", "roles", List.of("admin"))))
                .isEmpty();
        assertThat(access(Map.of("tenant", List.of("acme", "globex"), "roles", List.of("admin"))))
                .isEmpty();
    }

    /** What {@code @RolesAllowed} sees of a token whose roles were taken over as they are. */
    private static Set<String> access(Map<String, Object> claims) {
        QuarkusSecurityIdentity.Builder verified =
                QuarkusSecurityIdentity.builder().setPrincipal(new Token(claims));
        if (claims.get("roles") instanceof List<?> roles) {
            roles.forEach(role -> verified.addRole((String) role));
        }
        return new CallerAugmentor()
                .augment(verified.build(), null)
                .await()
                .indefinitely()
                .getRoles();
    }

    private record Token(Map<String, Object> claims) implements JsonWebToken {
        @Override
        public String getName() {
            return "somebody";
        }

        @Override
        public Set<String> getClaimNames() {
            return claims.keySet();
        }

        @Override
        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as the interface declares it
        public <T> T getClaim(String name) {
            return (T) claims.get(name);
        }
    }
}
