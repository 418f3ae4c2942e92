package org.integrationstack.common.identity;

import java.util.Set;

import org.integrationstack.common.provider.ProviderId;

/**
 * To which of a tenant's connections a program is narrowed beside its scopes. What lies outside is not there for it.
 *
 * @param providers connections to these providers alone; empty for all
 * @param connections these connections alone; empty for all
 */
public record Narrowing(Set<ProviderId> providers, Set<ConnectionId> connections) {
    /** Narrows nothing. */
    public static final Narrowing NONE = new Narrowing(Set.of(), Set.of());

    public Narrowing {
        providers = Set.copyOf(providers);
        connections = Set.copyOf(connections);
    }

    /** Whether that connection, which is to that provider, lies within. */
    public boolean admits(ProviderId provider, ConnectionId connection) {
        return admitsProvider(provider) && (connections.isEmpty() || connections.contains(connection));
    }

    /** Whether a new connection to that provider would lie within: never where connections are named. */
    public boolean admitsNew(ProviderId provider) {
        return admitsProvider(provider) && connections.isEmpty();
    }

    /** Whether connections to that provider may lie within. */
    public boolean admitsProvider(ProviderId provider) {
        return providers.isEmpty() || providers.contains(provider);
    }
}
