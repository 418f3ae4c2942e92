package org.integrationstack.embedded.testing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An OpenID Connect provider inside this JVM, started at its first use. Tokens are signed with RS256 and name all four
 * services as audience, unless the claims say otherwise.
 *
 * <p>Its token endpoint answers the clients of the four services ({@code connections-service}, {@code webhook-gateway},
 * {@code webhook-worker}, {@code api-proxy-service}); its authorize endpoint shows no page and signs in the person named
 * by {@code login_hint}, else by {@link #signsIn}. People: alice and bob (users of acme), carol (admin of acme), olga
 * (operator), mallory (admin of globex).
 */
public final class TestIdentity {
    private TestIdentity() {}

    /** The issuer, which is also the base URL of its endpoints. */
    public static String issuer() {
        return (String) OncePerJvm.call(IdentityProvider.class, "issuer");
    }

    /**
     * An access token.
     *
     * @param claims added to or replacing issuer, audience, subject ({@code test}), times (valid for an hour) and id; a
     *     null value removes a claim
     */
    public static String token(Map<String, ?> claims) {
        return (String) OncePerJvm.call(IdentityProvider.class, "token", claims);
    }

    /** As {@link #token}, but signed with a key that the issuer does not publish. */
    public static String forgedToken(Map<String, ?> claims) {
        return (String) OncePerJvm.call(IdentityProvider.class, "forgedToken", claims);
    }

    /** An access token of a user. */
    public static String user(String subject, String tenant) {
        return person(subject, tenant, "user");
    }

    /** An access token of a tenant's admin. */
    public static String admin(String subject, String tenant) {
        return person(subject, tenant, "admin");
    }

    /** An access token of the operator olga. */
    public static String operator() {
        return person("olga", "platform", "operator");
    }

    /** An access token of one of our own services: scopes, no roles and no tenant. */
    public static String service(String... scopes) {
        return token(Map.of("sub", "service", "scope", String.join(" ", scopes)));
    }

    /** Who signs in next at the authorize endpoint when no {@code login_hint} says so. */
    public static void signsIn(String person) {
        OncePerJvm.call(IdentityProvider.class, "signsIn", person);
    }

    /** The identity part of a service's environment: {@code OIDC_ISSUER}, {@code OIDC_CLIENT_ID}, {@code OIDC_CLIENT_SECRET}. */
    @SuppressWarnings("unchecked")
    static Map<String, String> environment(String service) {
        return (Map<String, String>) OncePerJvm.call(IdentityProvider.class, "environment", service);
    }

    private static String person(String subject, String tenant, String role) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", subject);
        claims.put("tenant", tenant);
        claims.put("roles", List.of(role));
        return token(claims);
    }
}
