package org.integrationstack.connections.connection;

import java.util.LinkedHashSet;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;

/** Shows connections, with what their providers' definitions know about scopes. */
@ApplicationScoped
public class ConnectionViews {
    private final Providers providers;

    @Inject
    ConnectionViews(Providers providers) {
        this.providers = providers;
    }

    /** The connection as callers see it. */
    public ConnectionView of(Connection connection) {
        return ConnectionView.of(connection, missing(connection));
    }

    private Set<String> missing(Connection connection) {
        Set<String> requested = connection.scopes().requested();
        Set<String> granted = connection.scopes().granted();
        return providers
                .find(connection.provider())
                .flatMap(ProviderDefinition::oauth)
                .map(OAuth::scopes)
                .map(scopes -> scopes.missing(requested, granted))
                .orElseGet(() -> difference(requested, granted));
    }

    private static Set<String> difference(Set<String> requested, Set<String> granted) {
        Set<String> missing = new LinkedHashSet<>(requested);
        missing.removeAll(granted);
        return missing;
    }
}
