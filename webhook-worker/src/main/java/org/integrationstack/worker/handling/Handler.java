package org.integrationstack.worker.handling;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Payload;

/**
 * What is done about a delivery: a function of the delivery and the database, with no other effect. It may run more than
 * once for a delivery, but what it writes commits once. A failed result means that a later attempt may succeed.
 */
public interface Handler {

    /** Handles a delivery that has a tenant, with all writes on the connection given, whose transaction is open. */
    Uni<Outcome> handle(Delivery delivery, Payload payload, SqlConnection transaction);
}
