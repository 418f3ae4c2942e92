package org.integrationstack.common.identity;

import java.security.Principal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonString;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who makes the current request. For endpoints that say who may call them ({@code @RolesAllowed} with names of
 * {@link Access}): there the token has been verified before. Serves one request.
 */
@RequestScoped
public class Callers {
    /** The header by which our own services name the tenant they act for. */
    public static final String TENANT_HEADER = "Integration-Tenant";

    private final SecurityIdentity identity;
    private final CurrentVertxRequest request;

    @Inject
    Callers(SecurityIdentity identity, CurrentVertxRequest request) {
        this.identity = identity;
        this.request = request;
    }

    /**
     * The caller.
     *
     * @throws ForbiddenException when the token does not place the caller in exactly one tenant
     */
    public Caller current() {
        return of(identity, request.getCurrent().request().headers().getAll(TENANT_HEADER));
    }

    /**
     * Whether the caller's token or key would still be accepted, asked at any time later and on any thread: for answers
     * that outlast their request's beginning.
     */
    public BooleanSupplier validity() {
        Principal principal = identity.getPrincipal();
        if (principal instanceof VerifiedCaller verified) {
            return verified::isStillValid;
        }
        Instant end = principal instanceof JsonWebToken token
                ? Instant.ofEpochSecond(token.getExpirationTime())
                : Instant.EPOCH;
        return () -> Instant.now().isBefore(end);
    }

    /**
     * The caller that an identity stands for.
     *
     * @param tenantHeaders the values of {@link #TENANT_HEADER} in the request
     * @throws ForbiddenException as {@link #current()}
     */
    public static Caller of(SecurityIdentity identity, List<String> tenantHeaders) {
        if (identity.getPrincipal() instanceof VerifiedCaller verified) {
            return verified.caller();
        }
        if (!(identity.getPrincipal() instanceof JsonWebToken token)) {
            throw new ForbiddenException("the caller has no token");
        }
        Set<String> scopes = scopes(token);
        try {
            TenantId tenant = tenant(token, tenantHeaders);
            return new Caller(tenant, new UserId(token.getSubject()), roles(token), scopes);
        } catch (IllegalArgumentException e) {
            throw new ForbiddenException("the token or the request names no valid tenant or subject");
        }
    }

    /** Whether a token may be used at all: it has exactly one tenant, or stands for a service of ours, which names it. */
    static boolean belongsSomewhere(JsonWebToken token) {
        return tenantClaim(token).isPresent()
                || (!token.getClaimNames().contains("tenant") && scopes(token).contains(Access.TENANT_DELEGATE));
    }

    /**
     * The scopes that count: clients ask for scopes by name, so none may pass for a role; and one of our own services'
     * is worth nothing in a token that has a tenant.
     */
    static Set<String> scopes(JsonWebToken token) {
        String all = text(token.getClaim("scope")).orElse("");
        Set<String> scopes = new HashSet<>(Arrays.asList(all.split(" ", -1)));
        scopes.removeIf(scope -> scope.isEmpty() || Role.named(scope).isPresent());
        if (token.getClaimNames().contains("tenant")) {
            scopes.removeAll(Access.OF_OUR_SERVICES);
        }
        return scopes;
    }

    private static TenantId tenant(JsonWebToken token, List<String> tenantHeaders) {
        Optional<TenantId> own = tenantClaim(token);
        if (own.isPresent()) {
            return own.get();
        }
        if (!belongsSomewhere(token) || tenantHeaders.size() != 1) {
            throw new ForbiddenException("exactly one tenant is needed");
        }
        return new TenantId(tenantHeaders.get(0));
    }

    private static Optional<TenantId> tenantClaim(JsonWebToken token) {
        try {
            return text(token.getClaim("tenant")).map(TenantId::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Set<Role> roles(JsonWebToken token) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        if (token.getClaim("roles") instanceof Collection<?> names) {
            names.forEach(name -> text(name).flatMap(Role::named).ifPresent(roles::add));
        }
        return roles;
    }

    /** Claims come as plain strings or as JSON values, by how the token was read. */
    static Optional<String> text(Object claim) {
        if (claim instanceof JsonString json) {
            return Optional.of(json.getString());
        }
        return claim instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
