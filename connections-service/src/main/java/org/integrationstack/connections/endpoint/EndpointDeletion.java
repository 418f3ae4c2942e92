package org.integrationstack.connections.endpoint;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.EndsWithConnection;
import org.integrationstack.connections.database.Transactions;

/** Deletes endpoints: because somebody wants it, or because their connection has ended. */
@ApplicationScoped
public class EndpointDeletion implements EndsWithConnection {
    private final Transactions transactions;
    private final Endpoints endpoints;
    private final EndpointChanges changes;

    @Inject
    EndpointDeletion(Transactions transactions, Endpoints endpoints, EndpointChanges changes) {
        this.transactions = transactions;
        this.endpoints = endpoints;
        this.changes = changes;
    }

    /** Deletes an endpoint: within moments no gateway knows it. False when the caller sees none of that id. */
    public Uni<Boolean> delete(Caller caller, UUID id) {
        return transactions.of(
                caller.tenant(),
                () -> endpoints
                        .lock(caller.tenant(), id)
                        .chain(found -> found.filter(endpoint -> endpoint.isSeenBy(caller))
                                .map(endpoint -> changes.remove(endpoint, caller.subject())
                                        .replaceWith(true))
                                .orElseGet(() -> Uni.createFrom().item(false))));
    }

    @Override
    public Uni<Void> end(Connection connection) {
        return endpoints
                .lockAllOf(connection.tenant(), connection.id())
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .onItem()
                .transformToUniAndConcatenate(endpoint -> changes.remove(endpoint, connection.owner()))
                .collect()
                .last()
                .replaceWithVoid();
    }
}
