package org.integrationstack.connections.endpoint;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.Topic;
import org.integrationstack.common.event.Topics;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.republication.Republished;

/** All endpoints, sealed for the gateway under the key of now. */
@ApplicationScoped
class RepublishedEndpoints implements Republished {
    private final Transactions transactions;
    private final Endpoints endpoints;
    private final EndpointChanges changes;
    private final Clock clock;

    @Inject
    RepublishedEndpoints(Transactions transactions, Endpoints endpoints, EndpointChanges changes, Clock clock) {
        this.transactions = transactions;
        this.endpoints = endpoints;
        this.changes = changes;
        this.clock = clock;
    }

    @Override
    public Topic topic() {
        return Topics.WEBHOOK_ENDPOINTS_CHANGED;
    }

    @Override
    public Uni<Long> count() {
        return transactions.acrossTenants(endpoints::countAll);
    }

    @Override
    public Uni<Batch> tell(Optional<UUID> after, int limit) {
        return transactions.acrossTenants(() -> endpoints
                .lockNext(after, limit)
                .chain(rows -> Batch.of(rows, Endpoint::id, endpoint -> changes.publish(endpoint, clock.instant()))));
    }
}
