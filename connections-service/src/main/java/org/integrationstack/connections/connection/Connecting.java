package org.integrationstack.connections.connection;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/**
 * Connects a proven account, or renews the connection the owner already has of it. No grant is left over: one that is
 * not attached, and one that is replaced, is given back in the same transaction.
 */
@ApplicationScoped
public class Connecting {
    private static final Logger LOG = Logger.getLogger(Connecting.class);

    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;
    private final GivingBack givingBack;
    private final Providers providers;
    private final TokenVault vault;
    private final Lifecycle lifecycle;

    @Inject
    Connecting(
            Transactions transactions,
            Connections connections,
            ConnectionEvents events,
            GivingBack givingBack,
            Providers providers,
            TokenVault vault,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
        this.givingBack = givingBack;
        this.providers = providers;
        this.vault = vault;
        this.lifecycle = lifecycle;
    }

    /** Whether we hold what renews the connection's token without its owner. */
    public Uni<Boolean> isRefreshable(Connection connection) {
        return transactions
                .of(connection.tenant(), () -> connections.grant(connection.tenant(), connection.id(), TokenSlot.MAIN))
                .map(found ->
                        found.flatMap(grant -> grant.sealed().refreshToken()).isPresent());
    }

    /** The account of a connection that is to be renewed, if it is there. */
    public Uni<Optional<String>> accountId(TenantId tenant, ConnectionId id) {
        return transactions
                .of(tenant, () -> connections.find(tenant, id))
                .map(found -> found.map(connection -> connection.account().id()));
    }

    /**
     * Connects the account. Of two calls for one account at the same time one makes the connection and the other renews
     * it.
     *
     * @param renew the connection that is meant, if one is; only its own account may renew it
     * @param reservation what {@link CodeExchanges#begin} or {@link GivingBack#reserve} keeps until then, if either does
     */
    public Uni<ConnectOutcome> connect(
            ProvenAccount proven, Optional<ConnectionId> renew, Optional<Reservation> reservation) {
        return transactions
                .of(
                        proven.tenant(),
                        () -> givingBack
                                .take(proven.unheld(), reservation)
                                .chain(taken -> taken ? attach(proven, renew) : tooLate()))
                .onFailure(AlreadyLiveException.class)
                .retry()
                .atMost(1);
    }

    private static Uni<ConnectOutcome> tooLate() {
        return Uni.createFrom().item(new ConnectOutcome.TooLate());
    }

    private Uni<ConnectOutcome> attach(ProvenAccount proven, Optional<ConnectionId> renew) {
        return renew.map(id -> renewThat(id, proven))
                .orElseGet(() -> createOrRenew(proven))
                .call(outcome -> outcome instanceof ConnectOutcome.Connected
                        ? Uni.createFrom().voidItem()
                        : givingBack.record(proven.unheld(), RevocationReason.UNATTACHED));
    }

    private Uni<ConnectOutcome> renewThat(ConnectionId id, ProvenAccount proven) {
        return connections.lock(proven.tenant(), id).chain(found -> {
            Optional<Connection> live = found.filter(connection -> isLiveAndOwned(connection, proven));
            if (live.isEmpty()) {
                return Uni.createFrom().item(new ConnectOutcome.Gone());
            }
            return isSameAccount(live.get(), proven)
                    ? announced(renew(live.get(), proven))
                    : Uni.createFrom().item(new ConnectOutcome.OtherAccount());
        });
    }

    private Uni<ConnectOutcome> createOrRenew(ProvenAccount proven) {
        return announced(connections
                .lockLive(
                        proven.tenant(),
                        proven.owner(),
                        proven.provider(),
                        proven.issuer(),
                        proven.account().id())
                .chain(existing ->
                        existing.map(connection -> renew(connection, proven)).orElseGet(() -> create(proven))));
    }

    private Uni<ConnectOutcome> announced(Uni<Connection> stored) {
        return stored.call(events::changed)
                .call(connection -> events.happened(connection, Act.CONNECTED))
                .map(ConnectOutcome.Connected::new);
    }

    private static boolean isLiveAndOwned(Connection connection, ProvenAccount proven) {
        return connection.status() != ConnectionStatus.DISCONNECTED
                && connection.kind() == proven.kind()
                && connection.owner().equals(proven.owner())
                && connection.provider().equals(proven.provider());
    }

    private static boolean isSameAccount(Connection connection, ProvenAccount proven) {
        return connection.issuer().equals(proven.issuer())
                && connection.account().isSameAs(proven.account());
    }

    private Uni<Connection> create(ProvenAccount proven) {
        Connection connection = lifecycle.authorized(ConnectionId.random(), proven);
        return connections
                .insert(connection)
                .chain(() -> store(connection, proven.grants()))
                .replaceWith(connection);
    }

    private Uni<Connection> renew(Connection existing, ProvenAccount proven) {
        Connection connection = lifecycle.authorizedAgain(existing, proven);
        return connections
                .update(connection)
                .chain(() -> connections.lockGrants(connection.tenant(), connection.id()))
                .chain(held -> open(connection, held))
                .chain(before -> replace(connection, before, proven))
                .replaceWith(connection);
    }

    private Uni<Void> replace(Connection connection, Map<TokenSlot, Grant> before, ProvenAccount proven) {
        Map<TokenSlot, Grant> heirs = new HashMap<>(proven.grants());
        heirs.replaceAll((slot, grant) -> before.containsKey(slot) ? grant.inheritingFrom(before.get(slot)) : grant);
        Map<TokenSlot, Grant> replaced = new HashMap<>(before);
        replaced.entrySet().removeIf(old -> !isToBeGivenBack(connection, old, heirs));
        return store(connection, heirs)
                .chain(() -> givingBack.record(unheld(proven, replaced), RevocationReason.REPLACED));
    }

    /** Not one whose tokens live on, and not where the provider would end the new grant with the old. */
    private boolean isToBeGivenBack(
            Connection connection, Map.Entry<TokenSlot, Grant> old, Map<TokenSlot, Grant> heirs) {
        Grant heir = heirs.get(old.getKey());
        return heir != null
                && !heir.sharesTokenWith(old.getValue())
                && providers
                        .find(connection.provider())
                        .flatMap(provider ->
                                provider.reach(connection.kind(), old.getKey().name()))
                        .equals(Optional.of(OAuth.Reach.TOKEN));
    }

    private static UnheldGrants unheld(ProvenAccount proven, Map<TokenSlot, Grant> grants) {
        return new UnheldGrants(
                proven.tenant(),
                proven.owner(),
                proven.provider(),
                proven.issuer(),
                proven.kind(),
                Optional.of(proven.account().id()),
                proven.inputs(),
                grants);
    }

    /** What does not open any more is nothing to go by. */
    private Uni<Map<TokenSlot, Grant>> open(Connection connection, List<StoredGrant> held) {
        return Multi.createFrom()
                .iterable(held)
                .onItem()
                .transformToUniAndConcatenate(stored -> open(connection, stored))
                .collect()
                .asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Uni<Map.Entry<TokenSlot, Grant>> open(Connection connection, StoredGrant stored) {
        return vault.open(connection.tenant(), connection.id().value(), stored.slot(), stored.sealed(), Set.of())
                .map(grant -> Map.entry(stored.slot(), grant))
                .onFailure(SealBrokenException.class)
                .invoke(failure -> LOG.errorf(
                        "the former grant of connection %s does not open: %s", connection.id(), failure.getMessage()))
                .onFailure(SealBrokenException.class)
                .recoverWithNull();
    }

    private Uni<Void> store(Connection connection, Map<TokenSlot, Grant> grants) {
        return Multi.createFrom()
                .iterable(grants.entrySet())
                .onItem()
                .transformToUniAndConcatenate(grant -> connections.storeGrant(
                        connection,
                        grant.getKey(),
                        vault.seal(connection.tenant(), connection.id().value(), grant.getKey(), grant.getValue())))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
