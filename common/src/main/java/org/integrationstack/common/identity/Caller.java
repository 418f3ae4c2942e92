package org.integrationstack.common.identity;

import java.util.Objects;
import java.util.Set;

/**
 * The verified origin of a request: a person with roles, or a program with scopes, in one tenant. Every query that
 * answers a request takes its tenant from here, never from the request itself.
 */
public record Caller(TenantId tenant, UserId subject, Set<Role> roles, Set<String> scopes) {
    public Caller {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(subject, "subject");
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }

    /**
     * Whether the tenant's data is open to this caller and not only its own: an admin, or a program, whose scopes the
     * endpoint has checked. An operator who is nothing else sees no tenant's data, and a person without a role, whose
     * sign-in has scopes such as {@code openid}, is no program.
     */
    public boolean seesWholeTenant() {
        return roles.contains(Role.ADMIN)
                || (roles.isEmpty() && scopes.stream().anyMatch(Access.OF_PROGRAMS::contains));
    }

    /** Whether the caller is a person who sees only what is theirs. */
    public boolean isUserOnly() {
        return roles.contains(Role.USER) && !roles.contains(Role.ADMIN);
    }

    /** Whether something that belongs to {@code owner}, in this caller's tenant, is open to this caller. */
    public boolean sees(UserId owner) {
        return seesWholeTenant() || (isUserOnly() && subject.equals(owner));
    }

    /** Whether the caller may do for that user what only the user may: a program with the scope for any of its tenant. */
    public boolean actsFor(UserId user) {
        return user.equals(subject) || (roles.isEmpty() && scopes.contains(Access.CONNECTIONS_WRITE));
    }
}
