package org.integrationstack.connections.console;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.connections.activity.Activity;
import org.integrationstack.connections.catalogue.CatalogueEntry;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Revocation;

/** What the page shows, in the words and the order it shows it. */
public record IntegrationsPage(
        Person person,
        Optional<Banner> banner,
        List<ProviderCard> providers,
        List<ConnectionRow> connections,
        List<ActivityRow> activity) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** Who is signed in. */
    public record Person(String name, String tenant, boolean seesWholeTenant) {}

    /** How the last thing went. */
    public record Banner(boolean good, String text) {}

    /** A provider to connect. */
    public record ProviderCard(
            String id,
            String name,
            String initial,
            String description,
            String category,
            String website,
            boolean connectable) {}

    /**
     * A connection.
     *
     * @param tone one word for its colour: good, warn or off
     * @param owner present where it is not the viewer's own
     * @param renew where the viewer can authorize it again
     */
    public record ConnectionRow(
            String id,
            String provider,
            String account,
            String status,
            String tone,
            Optional<String> detail,
            Optional<String> owner,
            Moment since,
            boolean live,
            Optional<String> renew) {}

    /** Something that happened. */
    public record ActivityRow(String type, String summary, Moment at) {}

    /** A time, for machines and for people. */
    public record Moment(String iso, String text) {
        static Moment of(Instant instant) {
            return new Moment(instant.toString(), TIME.format(instant) + " UTC");
        }
    }

    static IntegrationsPage of(
            Caller caller,
            Optional<Banner> banner,
            List<CatalogueEntry> providers,
            List<Connection> connections,
            Function<Connection, Set<String>> missing,
            List<Activity> activity) {
        Map<String, String> names =
                providers.stream().collect(Collectors.toMap(CatalogueEntry::id, CatalogueEntry::name));
        Function<Connection, ConnectionRow> row =
                connection -> row(caller, names, connection, missing.apply(connection));
        return new IntegrationsPage(
                new Person(caller.subject().value(), caller.tenant().value(), caller.seesWholeTenant()),
                banner,
                providers.stream().map(IntegrationsPage::card).toList(),
                connections.stream()
                        .map(row)
                        .sorted(Comparator.comparing(ConnectionRow::live).reversed())
                        .toList(),
                activity.stream()
                        .map(act -> new ActivityRow(act.type(), act.summary(), Moment.of(act.at())))
                        .toList());
    }

    private static ProviderCard card(CatalogueEntry provider) {
        return new ProviderCard(
                provider.id(),
                provider.name(),
                provider.name().substring(0, 1),
                provider.description(),
                provider.category().replace('-', ' '),
                link(provider.website()),
                provider.connectable());
    }

    /** Definitions are data from elsewhere: only a web address becomes a link. */
    private static String link(URI website) {
        boolean web = website != null && ("https".equals(website.getScheme()) || "http".equals(website.getScheme()));
        return web ? website.toString() : null;
    }

    private static ConnectionRow row(
            Caller caller, Map<String, String> names, Connection connection, Set<String> missing) {
        boolean live = connection.status() != ConnectionStatus.DISCONNECTED;
        boolean own = connection.owner().equals(caller.subject());
        return new ConnectionRow(
                connection.id().toString(),
                names.getOrDefault(
                        connection.provider().value(), connection.provider().value()),
                connection.account().name().orElse(connection.account().id()),
                words(connection.status()),
                tone(connection.status()),
                connection.revocation().map(IntegrationsPage::detail).or(() -> notGranted(missing)),
                own ? Optional.empty() : Optional.of(connection.owner().value()),
                Moment.of(live ? connection.createdAt() : connection.updatedAt()),
                live,
                live && own && connection.kind() == ConnectionKind.OAUTH
                        ? Optional.of("/api/connect/" + connection.provider() + "?connection=" + connection.id())
                        : Optional.empty());
    }

    private static Optional<String> notGranted(Set<String> missing) {
        return missing.isEmpty() ? Optional.empty() : Optional.of("Not granted: " + String.join(", ", missing));
    }

    private static String words(ConnectionStatus status) {
        String words = status.name().replace('_', ' ').toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String tone(ConnectionStatus status) {
        return switch (status) {
            case ACTIVE -> "good";
            case PENDING, DEGRADED, PAUSED, NEEDS_REAUTHORIZATION -> "warn";
            case DISCONNECTED -> "off";
        };
    }

    private static String detail(Revocation revocation) {
        return switch (revocation) {
            case PENDING -> "The provider is being asked to take the access back.";
            case DONE -> "The provider has taken the access back.";
            case SHARED ->
                "The provider keeps the access, which another connection of this account still uses; our copy is erased.";
            case FAILED -> "The provider did not confirm; remove the access in your account there.";
            case UNSUPPORTED -> "The provider offers no way to take the access back; remove it in your account there.";
        };
    }
}
