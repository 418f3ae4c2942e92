package org.integrationstack.connections.endpoint;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.endpoint.CreateOutcome.Created;
import org.integrationstack.connections.endpoint.CreateOutcome.Unusable;
import org.integrationstack.connections.idempotency.CreatedOnce;
import org.integrationstack.connections.idempotency.Creation;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.web.Violation;

/**
 * Makes endpoints. Nothing but the sealed secret is kept of a request that may come again: whoever lost the answer is
 * given the same one.
 */
@ApplicationScoped
public class EndpointCreation {
    private final Providers providers;
    private final Connections connections;
    private final Endpoints endpoints;
    private final EndpointChanges changes;
    private final Transactions transactions;
    private final CreatedOnce createdOnce;
    private final SecretVault vault;
    private final SecretForms forms;
    private final EndpointSettings settings;
    private final Clock clock;

    @Inject
    EndpointCreation(
            Providers providers,
            Connections connections,
            Endpoints endpoints,
            EndpointChanges changes,
            Transactions transactions,
            CreatedOnce createdOnce,
            SecretVault vault,
            SecretForms forms,
            EndpointSettings settings,
            Clock clock) {
        this.providers = providers;
        this.connections = connections;
        this.endpoints = endpoints;
        this.changes = changes;
        this.transactions = transactions;
        this.createdOnce = createdOnce;
        this.vault = vault;
        this.forms = forms;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A new endpoint, which every gateway knows within moments.
     *
     * @param key under which the same request may come again
     * @param request what makes the request what it is
     */
    public Uni<CreateOutcome> create(Caller caller, Optional<IdempotencyKey> key, byte[] request, EndpointWish wish) {
        Optional<ProviderDefinition> provider =
                ProviderId.parse(wish.provider()).flatMap(providers::find);
        if (provider.isEmpty()) {
            return Uni.createFrom().item(new CreateOutcome.UnknownProvider());
        }
        Optional<ConnectionId> connection = wish.connection().flatMap(ConnectionId::parse);
        if (wish.connection().isPresent() && connection.isEmpty()) {
            return Uni.createFrom().item(new CreateOutcome.UnknownConnection());
        }
        if (connection.isEmpty()
                && !Endpoint.mayHoldForTenant(caller, provider.get().id())) {
            return Uni.createFrom().item(new CreateOutcome.NotForCaller());
        }
        List<Violation> violations = EndpointRules.violations(wish, provider.get(), forms);
        return violations.isEmpty()
                ? create(caller, key, request, wish, new Place(caller, provider.get(), connection))
                : Uni.createFrom().item(new CreateOutcome.Invalid(violations));
    }

    private Uni<CreateOutcome> create(
            Caller caller, Optional<IdempotencyKey> key, byte[] request, EndpointWish wish, Place place) {
        Optional<Secret> secret = wish.secret().or(() -> forms.generate(place.provider()));
        return createdOnce
                .create(caller, key, request, id -> add(id, wish, place, secret))
                .chain(creation -> answer(caller, creation, wish))
                .onFailure(Refused.class)
                .recoverWithItem(refused -> refused.outcome);
    }

    private Uni<Void> add(UUID id, EndpointWish wish, Place place, Optional<Secret> secret) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return endpoints
                .count(place.caller().tenant())
                .invoke(number -> refuseIf(number >= settings.most(), new CreateOutcome.TooMany(settings.most())))
                .chain(() -> holder(place))
                .map(holder -> new Endpoint(
                        id,
                        place.caller().tenant(),
                        place.provider().id(),
                        holder,
                        EndpointRules.values(wish, place.provider()),
                        EndpointRules.handshake(place.provider(), now, settings.handshake()),
                        // A first secret has its endpoint's own id: so it is found when the same request comes again.
                        secret.map(it -> vault.seal(place.caller().tenant(), id, it, now)).stream()
                                .toList(),
                        now,
                        1))
                .chain(endpoint -> endpoints
                        .insert(endpoint)
                        .chain(() -> changes.tell(
                                endpoint,
                                EndpointEvents.Act.CREATED,
                                place.caller().subject(),
                                now)));
    }

    /** Locked, so that it does not end while something is made that has to end with it. */
    private Uni<Optional<Endpoint.Holder>> holder(Place place) {
        if (place.connection().isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return connections
                .lock(place.caller().tenant(), place.connection().get())
                .map(found -> found.filter(connection -> connection.isSeenBy(place.caller()))
                        .orElseThrow(() -> new Refused(new CreateOutcome.UnknownConnection())))
                .invoke(connection -> check(connection, place.provider()))
                .map(it -> Optional.of(
                        new Endpoint.Holder(it.id(), it.owner(), it.account().id())));
    }

    private static void check(Connection connection, ProviderDefinition provider) {
        refuseIf(
                !connection.provider().equals(provider.id()),
                new CreateOutcome.Invalid(
                        List.of(new Violation("connection", "must be a connection to " + provider.id()))));
        refuseIf(!connection.status().usable(), new Unusable(connection.status()));
    }

    private Uni<CreateOutcome> answer(Caller caller, Creation creation, EndpointWish wish) {
        if (creation instanceof Creation.KeyReused) {
            return Uni.createFrom().item(new CreateOutcome.KeyReused());
        }
        boolean again = creation instanceof Creation.Repeated;
        UUID id = again ? ((Creation.Repeated) creation).id() : ((Creation.Created) creation).id();
        return transactions
                .of(caller.tenant(), () -> endpoints.find(caller.tenant(), id))
                .chain(found -> found.filter(endpoint -> endpoint.isSeenBy(caller))
                        .map(endpoint -> shown(endpoint, wish, again))
                        .orElseGet(() -> Uni.createFrom().item(new CreateOutcome.Gone())));
    }

    private Uni<CreateOutcome> shown(Endpoint endpoint, EndpointWish wish, boolean again) {
        List<EndpointSecret> made = endpoint.secrets().stream()
                .filter(secret -> wish.secret().isEmpty() && secret.id().equals(endpoint.id()))
                .toList();
        return vault.open(endpoint.tenant(), made)
                .map(opened -> new Created(endpoint, opened.stream().findFirst().map(SigningSecret::value), again));
    }

    private static void refuseIf(boolean so, CreateOutcome outcome) {
        if (so) {
            throw new Refused(outcome);
        }
    }

    /** Where the endpoint is to be. */
    private record Place(Caller caller, ProviderDefinition provider, Optional<ConnectionId> connection) {}

    /** Undoes the transaction in which it shows that there can be no endpoint. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient CreateOutcome outcome;

        Refused(CreateOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }
}
