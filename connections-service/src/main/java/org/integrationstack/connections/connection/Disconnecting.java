package org.integrationstack.connections.connection;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.database.Transactions;

/**
 * Ends a connection. Its tokens are handed out to nobody from then on; {@link Revocations} has the provider take them
 * back, after which they are erased.
 */
@ApplicationScoped
public class Disconnecting {
    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;
    private final Providers providers;
    private final Lifecycle lifecycle;

    @Inject
    Disconnecting(
            Transactions transactions,
            Connections connections,
            ConnectionEvents events,
            Providers providers,
            Lifecycle lifecycle) {
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
        this.providers = providers;
        this.lifecycle = lifecycle;
    }

    /** The connection, disconnected, whether now or long since; empty when the caller sees none of that id. */
    public Uni<Optional<Connection>> disconnect(Caller caller, ConnectionId id) {
        return transactions.of(
                caller.tenant(),
                () -> connections
                        .lock(caller.tenant(), id)
                        .chain(found -> found.filter(connection -> caller.sees(connection.owner()))
                                .map(this::end)
                                .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
    }

    private Uni<Optional<Connection>> end(Connection connection) {
        if (connection.status() == ConnectionStatus.DISCONNECTED) {
            return Uni.createFrom().item(Optional.of(connection));
        }
        Connection ended = lifecycle.disconnected(connection, isRevocable(connection));
        return connections
                .update(ended)
                .chain(() -> eraseUnlessPending(ended))
                .chain(() -> events.changed(ended))
                .chain(() -> events.happened(ended, Act.DISCONNECTED))
                .replaceWith(Optional.of(ended));
    }

    private Uni<Void> eraseUnlessPending(Connection ended) {
        return ended.revocation().equals(Optional.of(Revocation.PENDING))
                ? Uni.createFrom().voidItem()
                : connections.eraseGrants(ended);
    }

    private boolean isRevocable(Connection connection) {
        return providers
                .find(connection.provider())
                .flatMap(ProviderDefinition::oauth)
                .flatMap(OAuth::revoke)
                .isPresent();
    }
}
