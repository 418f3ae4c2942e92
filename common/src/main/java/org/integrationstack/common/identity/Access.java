package org.integrationstack.common.identity;

import java.util.Set;
import java.util.stream.Collectors;

/** What {@code @RolesAllowed} may name: the roles of people and the scopes of programs, spelled as in their tokens. */
public final class Access {
    public static final String USER = "user";
    public static final String ADMIN = "admin";
    public static final String OPERATOR = "operator";

    public static final String CONNECTIONS_READ = "connections:read";
    public static final String CONNECTIONS_WRITE = "connections:write";
    public static final String PROXY_CALL = "proxy:call";
    public static final String DELIVERIES_READ = "deliveries:read";
    public static final String WEBHOOKS_REPLAY = "webhooks:replay";
    public static final String ACTIVITY_READ = "activity:read";
    public static final String ORDERS_WRITE = "orders:write";
    public static final String LIMITS_READ = "limits:read";

    /** Only for our own services. */
    public static final String CREDENTIALS_READ = "credentials:read";
    /** Only for our own services: what a provider said of a connection. */
    public static final String CONNECTIONS_REPORT = "connections:report";
    /** Only for our own services: the token has no tenant, the call names it in {@code Integration-Tenant}. */
    public static final String TENANT_DELEGATE = "tenant:delegate";

    static final Set<String> OF_PROGRAMS = Set.of(
            CONNECTIONS_READ,
            CONNECTIONS_WRITE,
            PROXY_CALL,
            DELIVERIES_READ,
            WEBHOOKS_REPLAY,
            ACTIVITY_READ,
            ORDERS_WRITE,
            LIMITS_READ,
            CREDENTIALS_READ,
            CONNECTIONS_REPORT,
            TENANT_DELEGATE);

    static final Set<String> OF_OUR_SERVICES = Set.of(CREDENTIALS_READ, CONNECTIONS_REPORT, TENANT_DELEGATE);

    /** What a tenant may give to a program of its own: the scopes of programs without those of our services. */
    public static final Set<String> OF_TENANTS_PROGRAMS = OF_PROGRAMS.stream()
            .filter(scope -> !OF_OUR_SERVICES.contains(scope))
            .collect(Collectors.toUnmodifiableSet());

    private Access() {}
}
