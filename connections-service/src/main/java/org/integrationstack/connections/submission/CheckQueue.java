package org.integrationstack.connections.submission;

import java.util.List;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.connection.Connection;

/**
 * Credentials that wait for their first check, shared by all replicas. All but {@link #claim} work in the transaction of
 * the use case that calls them.
 */
public interface CheckQueue {

    /** Puts a connection in. It is due later than whoever entered it waits for. */
    Uni<Void> add(Connection pending);

    /** Takes it out: it is settled. */
    Uni<Void> remove(Connection settled);

    /** Has it come due again only when it is to be given up: another check would say the same. */
    Uni<Void> rest(Connection pending);

    /** Takes what is due. Each comes due again by itself, later with every time, until it is removed. */
    Uni<List<CheckOrder>> claim(int limit);
}
