package org.integrationstack.connections.connection;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
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
    private final ConnectionSettings settings;

    @Inject
    ConnectionViews(Providers providers, ConnectionSettings settings) {
        this.settings = settings;
        this.providers = providers;
    }

    /** The connection as callers see it. */
    public ConnectionView of(Connection connection) {
        return ConnectionView.of(
                connection, scopes(connection), settings.effective(connection.provider(), connection.settings()));
    }

    private ConnectionView.Scopes scopes(Connection connection) {
        Optional<OAuth> oauth = providers.find(connection.provider()).flatMap(ProviderDefinition::oauth);
        Map<String, ConnectionView.Scopes> slots = new LinkedHashMap<>();
        connection.slotScopes().forEach((slot, scopes) -> {
            Optional<OAuth.Scopes> known = oauth.flatMap(
                            it -> Optional.ofNullable(it.slots().get(slot)))
                    .map(OAuth.TokenSlot::scopes);
            slots.put(slot, scopes(scopes, known, Map.of()));
        });
        return scopes(connection.scopes(), oauth.map(OAuth::scopes), slots);
    }

    private static ConnectionView.Scopes scopes(
            GrantedScopes scopes, Optional<OAuth.Scopes> known, Map<String, ConnectionView.Scopes> slots) {
        Set<String> missing = known.map(it -> it.missing(scopes.requested(), scopes.granted()))
                .orElseGet(() -> difference(scopes.requested(), scopes.granted()));
        return new ConnectionView.Scopes(scopes.requested(), scopes.granted(), missing, slots);
    }

    private static Set<String> difference(Set<String> requested, Set<String> granted) {
        Set<String> missing = new LinkedHashSet<>(requested);
        missing.removeAll(granted);
        return missing;
    }
}
