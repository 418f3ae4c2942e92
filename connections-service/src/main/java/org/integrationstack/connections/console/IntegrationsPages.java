package org.integrationstack.connections.console;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.page.Page;
import org.integrationstack.connections.activity.ActivityFilter;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.authorization.CallbackError;
import org.integrationstack.connections.catalogue.ProviderBrowser;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionFilter;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.ConnectionView;
import org.integrationstack.connections.connection.ConnectionViews;

/** Gathers what the page shows a caller. */
@ApplicationScoped
public class IntegrationsPages {
    private static final int ACTIVITY_ROWS = 15;

    private final ProviderBrowser providers;
    private final ConnectionDirectory directory;
    private final ConnectionViews views;
    private final ActivityLog activity;

    @Inject
    IntegrationsPages(
            ProviderBrowser providers, ConnectionDirectory directory, ConnectionViews views, ActivityLog activity) {
        this.providers = providers;
        this.directory = directory;
        this.views = views;
        this.activity = activity;
    }

    /**
     * The page.
     *
     * @param connected the connection that was just made, if one was
     * @param error the code of what just went wrong, if something did
     */
    public Uni<IntegrationsPage> of(Caller caller, Optional<String> connected, Optional<String> error) {
        return directory
                .list(ConnectionFilter.visibleTo(caller), Optional.empty())
                .chain(connections -> activity.list(ActivityFilter.visibleTo(caller), Optional.empty(), ACTIVITY_ROWS)
                        .map(acts -> IntegrationsPage.of(
                                caller,
                                banner(connections, connected, error),
                                providers.all(),
                                connections.items(),
                                this::missing,
                                acts.items())));
    }

    /** Of all its tokens. */
    private Set<String> missing(Connection connection) {
        ConnectionView.Scopes scopes = views.of(connection).scopes();
        Set<String> missing = new LinkedHashSet<>(scopes.missing());
        scopes.slots().values().forEach(slot -> missing.addAll(slot.missing()));
        return missing;
    }

    /** Success is only claimed for a connection the caller sees and still has: a URL may be anybody's, or an old one. */
    private static Optional<IntegrationsPage.Banner> banner(
            Page<Connection> connections, Optional<String> connected, Optional<String> error) {
        Optional<IntegrationsPage.Banner> good = connected.flatMap(id -> connections.items().stream()
                .filter(connection -> connection.id().toString().equals(id))
                .filter(connection -> connection.status() != ConnectionStatus.DISCONNECTED)
                .findFirst()
                .map(connection -> new IntegrationsPage.Banner(
                        true,
                        connection.account().name().orElse(connection.account().id()) + " is connected.")));
        return good.or(() -> error.map(code -> new IntegrationsPage.Banner(
                false,
                CallbackError.of(code).map(CallbackError::text).orElse("Something went wrong. Please start again."))));
    }
}
