package org.integrationstack.connections.connection;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.connections.database.Transactions;

/** Has transitions happen to stored connections: locked, changed, stored and announced, whole or not at all. */
@ApplicationScoped
public class Transitions {
    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;

    @Inject
    Transitions(Transactions transactions, Connections connections, ConnectionEvents events) {
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
    }

    /**
     * One transition in a transaction of its own.
     *
     * @param leads whether the connection, as it is by then, has the transition
     * @param change the transition's function in {@link Lifecycle}
     * @return the changed connection; empty when there is none of that id, or it does not have the transition
     */
    public Uni<Optional<Connection>> happen(
            TenantId tenant, ConnectionId id, Predicate<Connection> leads, Act act, UnaryOperator<Connection> change) {
        return transactions.of(
                tenant,
                () -> connections
                        .lock(tenant, id)
                        .map(found -> found.filter(leads).map(change))
                        .call(changed -> changed.map(it -> store(it, act))
                                .orElseGet(() -> Uni.createFrom().voidItem())));
    }

    /** Stores and announces a connection that was locked and changed in the caller's transaction. */
    public Uni<Void> store(Connection changed, Act act) {
        return connections
                .update(changed)
                .chain(() -> events.changed(changed))
                .chain(() -> events.happened(changed, act));
    }
}
