package org.integrationstack.connections.connection;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.database.Transactions;

/**
 * Ends a connection. It holds no token from then on: {@link Revocations} has the provider take them back, after which
 * they are erased.
 */
@ApplicationScoped
public class Disconnecting {
    private final Transactions transactions;
    private final Connections connections;
    private final RevocationQueue queue;
    private final ConnectionEvents events;
    private final Providers providers;
    private final Lifecycle lifecycle;
    private final Instance<EndsWithConnection> belongings;

    @Inject
    Disconnecting(
            Transactions transactions,
            Connections connections,
            RevocationQueue queue,
            ConnectionEvents events,
            Providers providers,
            Lifecycle lifecycle,
            @Any Instance<EndsWithConnection> belongings) {
        this.transactions = transactions;
        this.connections = connections;
        this.queue = queue;
        this.events = events;
        this.providers = providers;
        this.lifecycle = lifecycle;
        this.belongings = belongings;
    }

    /** The connection, disconnected, whether now or long since; empty when the caller sees none of that id. */
    public Uni<Optional<Connection>> disconnect(Caller caller, ConnectionId id) {
        return transactions.of(
                caller.tenant(),
                () -> connections
                        .lock(caller.tenant(), id)
                        .chain(found -> found.filter(connection -> connection.isSeenBy(caller))
                                .map(this::end)
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }

    /** Ends a connection that the caller's transaction has locked, and whose grants the provider has ended already. */
    Uni<Connection> endedAtProvider(Connection connection) {
        Connection ended = lifecycle.endedAtProvider(connection);
        return connections
                .lockGrants(connection.tenant(), connection.id())
                .chain(() -> store(ended))
                .replaceWith(ended);
    }

    private Uni<Optional<Connection>> end(Connection connection) {
        if (connection.status() == ConnectionStatus.DISCONNECTED) {
            return Uni.createFrom().item(Optional.of(connection));
        }
        return connections
                .lockGrants(connection.tenant(), connection.id())
                .map(held -> lifecycle.disconnected(connection, !held.isEmpty() && isRevocable(connection)))
                .call(this::store)
                .map(Optional::of);
    }

    private Uni<Void> store(Connection ended) {
        boolean pending = ended.revocation().equals(Optional.of(Revocation.PENDING));
        return connections
                .update(ended)
                .chain(() -> pending ? queue.addAllOf(ended) : connections.eraseGrants(ended))
                .chain(() -> events.changed(ended))
                .chain(() -> events.happened(ended, Act.DISCONNECTED))
                .chain(() -> endBelongings(ended));
    }

    private Uni<Void> endBelongings(Connection ended) {
        return Multi.createFrom()
                .iterable(belongings)
                .onItem()
                .transformToUniAndConcatenate(belonging -> belonging.end(ended))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private boolean isRevocable(Connection connection) {
        return providers
                .find(connection.provider())
                .flatMap(provider -> provider.revocation(connection.kind()))
                .isPresent();
    }
}
