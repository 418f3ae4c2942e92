package org.integrationstack.connections.console;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.connections.activity.Activity;
import org.integrationstack.connections.activity.ActivityFilter;
import org.integrationstack.connections.activity.ActivityLog;
import org.integrationstack.connections.catalogue.CatalogueEntry;
import org.integrationstack.connections.catalogue.ProviderBrowser;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionFilter;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.ConnectionViews;

/** Gathers what the page shows a caller. */
@ApplicationScoped
public class IntegrationsPages {
    private static final int ACTIVITY_ROWS = 15;
    private static final int ENDED_ROWS = 5;
    private static final Set<ConnectionStatus> ENDED = Set.of(ConnectionStatus.DISCONNECTED);
    private static final Set<ConnectionStatus> LIVE =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(ConnectionStatus.DISCONNECTED)));

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

    /** The page. */
    public Uni<IntegrationsPage> of(Caller caller, Wanted wanted) {
        List<CatalogueEntry> all = providers.all();
        ConnectionRows rows = new ConnectionRows(caller, all, views);
        // One after the other: no two at a time on one database session.
        return Uni.combine()
                .all()
                .unis(
                        listing(rows, caller, LIVE, wanted.after(), Page.SIZE),
                        listing(rows, caller, ENDED, wanted.endedAfter(), ENDED_ROWS),
                        banner(rows, caller, wanted),
                        activity(caller))
                .usingConcurrencyOf(1)
                .with((live, ended, banner, acts) -> new IntegrationsPage(
                        person(caller), banner, live, ended, cards(providers.withAccounts()), acts));
    }

    /** A connection that the caller sees. */
    public Uni<Optional<ConnectionRow>> row(Caller caller, ConnectionId id) {
        ConnectionRows rows = new ConnectionRows(caller, providers.all(), views);
        return directory.find(caller, id).map(found -> found.map(rows::of));
    }

    /** Who is signed in. */
    public static IntegrationsPage.Person person(Caller caller) {
        return new IntegrationsPage.Person(
                caller.subject().value(), caller.tenant().value(), caller.seesWholeTenant());
    }

    private Uni<IntegrationsPage.Listing> listing(
            ConnectionRows rows, Caller caller, Set<ConnectionStatus> statuses, Optional<Position> after, int size) {
        return directory
                .list(ConnectionFilter.visibleTo(caller).of(statuses), after, size)
                .map(page -> new IntegrationsPage.Listing(
                        page.items().stream().map(rows::of).toList(),
                        after.isEmpty(),
                        page.next().map(Position::cursor)));
    }

    private Uni<List<IntegrationsPage.ActivityRow>> activity(Caller caller) {
        return activity.list(ActivityFilter.visibleTo(caller), Optional.empty(), ACTIVITY_ROWS)
                .map(acts -> acts.items().stream().map(IntegrationsPages::row).toList());
    }

    private Uni<Optional<IntegrationsPage.Banner>> banner(ConnectionRows rows, Caller caller, Wanted wanted) {
        if (wanted.error().isPresent()) {
            return Uni.createFrom().item(wanted.error().map(Banners::error));
        }
        Uni<Optional<Connection>> found = wanted.connection()
                .map(id -> directory.find(caller, id))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
        return found.map(it -> it.flatMap(
                connection -> Banners.of(wanted.notice().orElse(Notice.CONNECTED), connection, rows.of(connection))));
    }

    private static IntegrationsPage.ActivityRow row(Activity act) {
        return new IntegrationsPage.ActivityRow(act.type(), act.summary(), Moment.of(act.at()));
    }

    private static List<IntegrationsPage.ProviderCard> cards(List<CatalogueEntry> providers) {
        return providers.stream().map(IntegrationsPages::card).toList();
    }

    private static IntegrationsPage.ProviderCard card(CatalogueEntry provider) {
        boolean direct = provider.connectable() && provider.inputs().isEmpty();
        Optional<String> choices =
                ConnectPage.hasChoices(provider) ? Optional.of(Routes.choices(provider.id())) : Optional.empty();
        return new IntegrationsPage.ProviderCard(
                provider.id(),
                provider.name(),
                provider.name().substring(0, provider.name().offsetByCodePoints(0, 1)),
                provider.description(),
                provider.category().replace('-', ' '),
                link(provider.website()),
                direct ? Optional.of(Routes.signIn(provider.id(), Map.of())) : choices,
                direct ? choices : Optional.empty());
    }

    /** Definitions are data from elsewhere: only a web address becomes a link. */
    private static String link(URI website) {
        boolean web = website != null && ("https".equals(website.getScheme()) || "http".equals(website.getScheme()));
        return web ? website.toString() : null;
    }
}
