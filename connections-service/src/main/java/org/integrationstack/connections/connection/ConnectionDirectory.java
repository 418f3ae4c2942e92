package org.integrationstack.connections.connection;

import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.connections.database.Transactions;

/** What a caller may see of the tenant's connections. What it may not see is not there. */
@ApplicationScoped
public class ConnectionDirectory {
    private final Transactions transactions;
    private final Connections connections;

    @Inject
    ConnectionDirectory(Transactions transactions, Connections connections) {
        this.transactions = transactions;
        this.connections = connections;
    }

    /** The connection, if the caller sees it. */
    public Uni<Optional<Connection>> find(Caller caller, ConnectionId id) {
        return transactions
                .of(caller.tenant(), () -> connections.find(caller.tenant(), id))
                .map(found -> found.filter(connection -> connection.isSeenBy(caller)));
    }

    /** Whether the caller sees all of them. */
    public Uni<Boolean> seesAll(Caller caller, Set<ConnectionId> ids) {
        if (ids.isEmpty()) {
            return Uni.createFrom().item(true);
        }
        return transactions
                .of(
                        caller.tenant(),
                        () -> connections.list(
                                ConnectionFilter.these(caller.tenant(), ids), Optional.empty(), ids.size()))
                .map(found -> found.size() == ids.size()
                        && found.stream().allMatch(connection -> connection.isSeenBy(caller)));
    }

    /** A page of the connections that the filter admits; made with {@link ConnectionFilter#visibleTo}. */
    public Uni<Page<Connection>> list(ConnectionFilter filter, Optional<Position> after) {
        return list(filter, after, Page.SIZE);
    }

    /** The same, of that size. */
    public Uni<Page<Connection>> list(ConnectionFilter filter, Optional<Position> after, int size) {
        return transactions
                .of(filter.tenant(), () -> connections.list(filter, after, size + 1))
                .map(rows -> Page.of(rows, size, ConnectionDirectory::position));
    }

    private static Position position(Connection connection) {
        return new Position(connection.createdAt(), connection.id().value());
    }
}
