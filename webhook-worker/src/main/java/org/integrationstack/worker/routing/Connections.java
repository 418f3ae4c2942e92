package org.integrationstack.worker.routing;

import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.ConnectionId;

/** What is known of connections. */
public interface Connections {

    /**
     * The connection, as far as the transaction may see it: an attempt's those of its tenant. Empty while it is not
     * known, and once it was erased or is not {@code ACTIVE} any more.
     */
    Uni<Optional<Connection>> of(SqlConnection transaction, ConnectionId id);
}
