package org.integrationstack.connections.endpoint;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.connections.database.Transactions;

/** What a caller may see of the tenant's endpoints. What it may not see is not there. */
@ApplicationScoped
public class EndpointDirectory {
    private final Transactions transactions;
    private final Endpoints endpoints;

    @Inject
    EndpointDirectory(Transactions transactions, Endpoints endpoints) {
        this.transactions = transactions;
        this.endpoints = endpoints;
    }

    /** The endpoint, if the caller sees it. */
    public Uni<Optional<Endpoint>> find(Caller caller, UUID id) {
        return transactions
                .of(caller.tenant(), () -> endpoints.find(caller.tenant(), id))
                .map(found -> found.filter(endpoint -> endpoint.isSeenBy(caller)));
    }

    /** A page of the endpoints that the filter admits; made with {@link EndpointFilter#visibleTo}. */
    public Uni<Page<Endpoint>> list(EndpointFilter filter, Optional<Position> after) {
        return transactions
                .of(filter.tenant(), () -> endpoints.list(filter, after, Page.SIZE + 1))
                .map(rows -> Page.of(rows, Page.SIZE, endpoint -> new Position(endpoint.createdAt(), endpoint.id())));
    }
}
