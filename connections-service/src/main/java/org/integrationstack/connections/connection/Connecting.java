package org.integrationstack.connections.connection;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/** Connects a proven account, or renews the connection the owner already has of it. */
@ApplicationScoped
public class Connecting {
    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;
    private final TokenVault vault;
    private final Lifecycle lifecycle;

    @Inject
    Connecting(
            Transactions transactions,
            Connections connections,
            ConnectionEvents events,
            TokenVault vault,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
        this.vault = vault;
        this.lifecycle = lifecycle;
    }

    /**
     * Connects the account. Of two calls for one account at the same time one makes the connection and the other renews
     * it.
     *
     * @param renew the connection that is meant, if one is; only its own account may renew it
     */
    public Uni<ConnectOutcome> connect(ProvenAccount proven, Optional<ConnectionId> renew) {
        return transactions
                .of(proven.tenant(), () -> attempt(proven, renew))
                .onFailure(AlreadyLiveException.class)
                .retry()
                .atMost(1);
    }

    private Uni<ConnectOutcome> attempt(ProvenAccount proven, Optional<ConnectionId> renew) {
        return renew.map(id -> renewThat(id, proven)).orElseGet(() -> createOrRenew(proven));
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
                && connection.owner().equals(proven.owner())
                && connection.provider().equals(proven.provider());
    }

    private static boolean isSameAccount(Connection connection, ProvenAccount proven) {
        return connection.issuer().equals(proven.issuer())
                && connection.account().id().equals(proven.account().id());
    }

    private Uni<Connection> create(ProvenAccount proven) {
        Connection connection = lifecycle.authorized(ConnectionId.random(), proven);
        return connections
                .insert(connection)
                .chain(() -> store(connection, proven))
                .replaceWith(connection);
    }

    private Uni<Connection> renew(Connection existing, ProvenAccount proven) {
        Connection connection = lifecycle.authorizedAgain(existing, proven);
        return connections
                .update(connection)
                .chain(() -> store(connection, proven))
                .replaceWith(connection);
    }

    private Uni<Void> store(Connection connection, ProvenAccount proven) {
        return connections.storeGrant(
                connection, TokenSlot.MAIN, vault.seal(connection.tenant(), connection.id(), proven.grant()));
    }
}
