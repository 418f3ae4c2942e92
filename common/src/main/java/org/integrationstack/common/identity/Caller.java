package org.integrationstack.common.identity;

import java.util.Objects;
import java.util.Set;

import org.integrationstack.common.provider.ProviderId;

/**
 * The verified origin of a request: a person with roles, or a program with scopes, in one tenant. Every query that
 * answers a request takes its tenant from here, never from the request itself.
 *
 * @param narrowing to which of the tenant's connections it is narrowed; {@link Narrowing#NONE} for most
 */
public record Caller(TenantId tenant, UserId subject, Set<Role> roles, Set<String> scopes, Narrowing narrowing) {
    public Caller {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(narrowing, "narrowing");
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /** A caller who is not narrowed. */
    public Caller(TenantId tenant, UserId subject, Set<Role> roles, Set<String> scopes) {
        this(tenant, subject, roles, scopes, Narrowing.NONE);
    }

    /**
     * Whether the tenant's data is open to this caller and not only its own: an admin, or a program, whose scopes the
     * endpoint has checked. An operator who is nothing else sees no tenant's data, and a person without a role, whose
     * sign-in has scopes such as {@code openid}, is no program. Within the tenant a {@link #narrowing} still holds.
     */
    public boolean seesWholeTenant() {
        return roles.contains(Role.ADMIN)
                || (roles.isEmpty() && scopes.stream().anyMatch(Access.OF_PROGRAMS::contains));
    }

    /** Whether the caller is a person who sees only what is theirs. */
    public boolean isUserOnly() {
        return roles.contains(Role.USER) && !roles.contains(Role.ADMIN);
    }

    /** Whether a connection of this caller's tenant, and what belongs to it, is open to this caller. */
    public boolean sees(UserId owner, ProviderId provider, ConnectionId connection) {
        boolean ownerIsOpen = seesWholeTenant() || (isUserOnly() && subject.equals(owner));
        return ownerIsOpen && narrowing.admits(provider, connection);
    }

    /** Whether the caller may do for that user what only the user may: a program with the scope for any of its tenant. */
    public boolean actsFor(UserId user) {
        return user.equals(subject) || (roles.isEmpty() && scopes.contains(Access.CONNECTIONS_WRITE));
    }
}
