package org.integrationstack.connections.console;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.provider.Input;
import org.integrationstack.connections.catalogue.ProviderBrowser;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionViews;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointDirectory;
import org.integrationstack.connections.endpoint.EndpointFilter;
import org.integrationstack.connections.endpoint.EndpointOffer;
import org.integrationstack.connections.endpoint.EndpointOffers;
import org.integrationstack.connections.endpoint.EndpointSecret;
import org.integrationstack.connections.endpoint.EndpointUrls;

/** Gathers what a connection's page shows a caller. */
@ApplicationScoped
public class ConnectionPages {
    static final String SECRET = "secret";
    static final String VALUE = "value.";
    static final String OVERLAP = "overlap";

    private static final List<ConnectionPage.Overlap> OVERLAPS = List.of(
            new ConnectionPage.Overlap("PT0S", "not at all: it ends at once", false),
            new ConnectionPage.Overlap("PT1H", "for an hour", false),
            new ConnectionPage.Overlap("P1D", "for a day", true),
            new ConnectionPage.Overlap("P7D", "for a week", false));

    private final ProviderBrowser providers;
    private final ConnectionDirectory connections;
    private final ConnectionViews views;
    private final EndpointDirectory endpoints;
    private final EndpointOffers offers;
    private final EndpointUrls urls;
    private final Clock clock;

    @Inject
    ConnectionPages(
            ProviderBrowser providers,
            ConnectionDirectory connections,
            ConnectionViews views,
            EndpointDirectory endpoints,
            EndpointOffers offers,
            EndpointUrls urls,
            Clock clock) {
        this.providers = providers;
        this.connections = connections;
        this.views = views;
        this.endpoints = endpoints;
        this.offers = offers;
        this.urls = urls;
        this.clock = clock;
    }

    /** What came of a form, to be shown with the page. */
    record Result(Optional<ConnectionPage.Shown> shown, Optional<String> problem, Optional<UUID> endpoint, Sent sent) {
        static final Result NOTHING = new Result(Optional.empty(), Optional.empty(), Optional.empty(), Sent.NOTHING);

        /** The form that was sent: of that endpoint, or to make one. */
        Sent of(Optional<UUID> form) {
            return endpoint.equals(form) ? sent : Sent.NOTHING;
        }
    }

    /** The page; empty where the caller sees no such connection. */
    public Uni<Optional<ConnectionPage>> of(Caller caller, ConnectionId id) {
        return of(caller, id, Result.NOTHING);
    }

    /** The page after one of its forms was sent. */
    Uni<Optional<ConnectionPage>> of(Caller caller, ConnectionId id, Result result) {
        return connections
                .find(caller, id)
                .chain(found -> found.map(connection -> endpoints
                                .list(
                                        EndpointFilter.visibleTo(caller, Optional.empty(), Optional.of(id)),
                                        Optional.empty())
                                .map(list -> Optional.of(page(caller, connection, list, result))))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    /** The provider of a connection that the caller sees. */
    Uni<Optional<String>> provider(Caller caller, ConnectionId id) {
        return connections
                .find(caller, id)
                .map(found -> found.map(it -> it.provider().value()));
    }

    private ConnectionPage page(Caller caller, Connection connection, Page<Endpoint> list, Result result) {
        Optional<EndpointOffer> offer = offers.of(connection.provider());
        return new ConnectionPage(
                IntegrationsPages.person(caller),
                new ConnectionRows(caller, providers.all(), views).of(connection),
                result.shown(),
                result.problem(),
                offer.isPresent(),
                list.items().stream().map(it -> row(it, offer, result)).toList(),
                list.next().isPresent(),
                offer.filter(it -> connection.status().usable()).map(it -> form(it, result.of(Optional.empty()))));
    }

    private ConnectionPage.EndpointRow row(Endpoint endpoint, Optional<EndpointOffer> offer, Result result) {
        Instant now = clock.instant();
        Map<String, Input> inputs = offer.map(EndpointOffer::inputs).orElse(Map.of());
        return new ConnectionPage.EndpointRow(
                endpoint.id().toString(),
                urls.of(endpoint).toString(),
                Moment.of(endpoint.createdAt()),
                new TreeMap<>(endpoint.values())
                        .entrySet().stream()
                                .filter(value -> !value.getValue().isEmpty())
                                .map(value -> title(inputs, value.getKey()) + ": " + value.getValue())
                                .toList(),
                endpoint.handshakeUntil().filter(now::isBefore).map(Moment::of),
                endpoint.goodSecrets(now).stream().map(ConnectionPages::row).toList(),
                offer.filter(EndpointOffer::takesSecrets)
                        .map(it -> rotation(endpoint, it, result.of(Optional.of(endpoint.id())))));
    }

    private static String title(Map<String, Input> inputs, String name) {
        return Optional.ofNullable(inputs.get(name)).map(Input::title).orElse(name);
    }

    private static ConnectionPage.SecretRow row(EndpointSecret secret) {
        return new ConnectionPage.SecretRow(
                Moment.of(secret.createdAt()), secret.until().map(Moment::of));
    }

    private static ConnectionPage.NewEndpoint form(EndpointOffer offer, Sent sent) {
        List<ConnectPage.Field> fields = new ArrayList<>();
        if (offer.takesSecrets()) {
            fields.add(secret("new-secret", offer, sent));
        }
        offer.inputs().forEach((name, input) -> fields.add(value(name, input, offer, sent)));
        return new ConnectionPage.NewEndpoint(once(), fields, offer.makesSecrets());
    }

    private static ConnectionPage.Rotation rotation(Endpoint endpoint, EndpointOffer offer, Sent sent) {
        return new ConnectionPage.Rotation(
                once(), secret("secret-" + endpoint.id(), offer, sent), offer.makesSecrets(), OVERLAPS);
    }

    private static ConnectPage.Field secret(String id, EndpointOffer offer, Sent sent) {
        return new ConnectPage.Field(
                SECRET,
                id,
                "Signing secret",
                Optional.of(
                        offer.makesSecrets()
                                ? "Where the provider has given you one. Without it one is made here, for you to enter there."
                                : "As the provider shows it where its webhooks are set up."),
                "",
                true,
                !offer.makesSecrets(),
                Optional.ofNullable(sent.problems().get(SECRET)));
    }

    private static ConnectPage.Field value(String name, Input input, EndpointOffer offer, Sent sent) {
        String field = VALUE + name;
        return new ConnectPage.Field(
                field,
                "new-" + name,
                input.title(),
                input.description(),
                sent.all(field).stream().findFirst().orElse(input.defaultValue().orElse("")),
                false,
                offer.inputsRequired() && input.defaultValue().isEmpty(),
                Optional.ofNullable(sent.problems().get(field)));
    }

    private static String once() {
        return UUID.randomUUID().toString();
    }
}
