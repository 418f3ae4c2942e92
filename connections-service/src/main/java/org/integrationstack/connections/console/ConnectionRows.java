package org.integrationstack.connections.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.connections.catalogue.CatalogueEntry;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.ConnectionView;
import org.integrationstack.connections.connection.ConnectionViews;
import org.integrationstack.connections.connection.Lifecycle.Transition;

/** Makes the rows of a page for a caller. */
final class ConnectionRows {
    private final Caller caller;
    private final Map<String, CatalogueEntry> providers;
    private final ConnectionViews views;

    ConnectionRows(Caller caller, List<CatalogueEntry> providers, ConnectionViews views) {
        this.caller = caller;
        this.providers = providers.stream().collect(Collectors.toMap(CatalogueEntry::id, Function.identity()));
        this.views = views;
    }

    ConnectionRow of(Connection connection) {
        boolean live = connection.status() != ConnectionStatus.DISCONNECTED;
        boolean own = connection.owner().equals(caller.subject());
        ConnectionView.Scopes scopes = views.of(connection).scopes();
        String provider = provider(connection);
        return new ConnectionRow(
                connection.id().toString(),
                provider,
                Phrases.account(connection),
                Phrases.status(connection.status()),
                Phrases.tone(connection.status()),
                Phrases.advice(connection, provider),
                own ? Optional.empty() : Optional.of(connection.owner().value()),
                Moment.of(live ? connection.createdAt() : connection.updatedAt()),
                new TreeMap<>(connection.labels())
                        .entrySet().stream().map(ConnectionRows::label).toList(),
                live ? permissions(scopes) : List.of(),
                actions(connection, scopes, own && live));
    }

    /** The provider's name; its id where its definition is gone. */
    String provider(Connection connection) {
        String id = connection.provider().value();
        return Optional.ofNullable(providers.get(id)).map(CatalogueEntry::name).orElse(id);
    }

    private ConnectionRow.Actions actions(Connection connection, ConnectionView.Scopes scopes, boolean renewable) {
        Optional<CatalogueEntry> provider = Optional.ofNullable(
                        providers.get(connection.provider().value()))
                .filter(CatalogueEntry::connectable)
                .filter(it ->
                        renewable && Phrases.signsIn(connection) && Transition.AUTHORIZED_AGAIN.leadsFrom(connection));
        Optional<String> rest = provider.flatMap(it -> rest(connection, scopes, it));
        return new ConnectionRow.Actions(
                rest.isPresent() ? Optional.empty() : provider.map(it -> again(connection, Map.of())),
                rest,
                connection.health() == ConnectionStatus.NEEDS_REAUTHORIZATION,
                connection.status().usable() || connection.status() == ConnectionStatus.PENDING,
                Transition.PAUSED.leadsFrom(connection),
                Transition.RESUMED.leadsFrom(connection),
                Transition.DISCONNECTED.leadsFrom(connection));
    }

    /** Where what is missing can be asked for, as far as it may be. */
    private static Optional<String> rest(Connection connection, ConnectionView.Scopes scopes, CatalogueEntry provider) {
        Map<String, String> missing = new LinkedHashMap<>();
        ask(missing, "scopes", scopes.missing(), provider.scopes());
        scopes.slots()
                .forEach((slot, of) -> ask(
                        missing,
                        "scopes." + slot,
                        of.missing(),
                        provider.slotScopes().get(slot)));
        return missing.isEmpty() ? Optional.empty() : Optional.of(again(connection, missing));
    }

    private static void ask(
            Map<String, String> query, String name, Collection<String> missing, CatalogueEntry.Scopes possible) {
        List<String> wanted = new ArrayList<>(missing);
        wanted.retainAll(possible == null ? List.of() : possible.ceiling());
        if (!wanted.isEmpty()) {
            query.put(name, String.join(",", wanted));
        }
    }

    private static String again(Connection connection, Map<String, String> scopes) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("connection", connection.id().toString());
        query.putAll(scopes);
        return Routes.signIn(connection.provider().value(), query);
    }

    private static List<ConnectionRow.Permissions> permissions(ConnectionView.Scopes scopes) {
        List<ConnectionRow.Permissions> all = new ArrayList<>();
        all.add(permissions(Optional.empty(), scopes));
        new TreeMap<>(scopes.slots()).forEach((slot, of) -> all.add(permissions(Optional.of(slot), of)));
        all.removeIf(part -> part.granted().isEmpty() && part.missing().isEmpty());
        return all;
    }

    private static ConnectionRow.Permissions permissions(Optional<String> slot, ConnectionView.Scopes scopes) {
        return new ConnectionRow.Permissions(slot, List.copyOf(scopes.granted()), List.copyOf(scopes.missing()));
    }

    private static String label(Map.Entry<String, String> label) {
        return label.getValue().isEmpty() ? label.getKey() : label.getKey() + ": " + label.getValue();
    }
}
