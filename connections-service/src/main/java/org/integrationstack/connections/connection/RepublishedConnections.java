package org.integrationstack.connections.connection;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.republication.Republished;

/** All connections that the other services know: not those that wait for their first check. */
@ApplicationScoped
class RepublishedConnections implements Republished {
    private final Transactions transactions;
    private final Connections connections;
    private final ConnectionEvents events;

    @Inject
    RepublishedConnections(Transactions transactions, Connections connections, ConnectionEvents events) {
        this.transactions = transactions;
        this.connections = connections;
        this.events = events;
    }

    @Override
    public Topic topic() {
        return Topics.CONNECTIONS_CHANGED;
    }

    @Override
    public Uni<Long> count() {
        return transactions.acrossTenants(connections::countTold);
    }

    @Override
    public Uni<Batch> tell(Optional<UUID> after, int limit) {
        return transactions.acrossTenants(() -> connections
                .lockNextTold(after, limit)
                .chain(rows -> Batch.of(rows, connection -> connection.id().value(), events::changed)));
    }
}
