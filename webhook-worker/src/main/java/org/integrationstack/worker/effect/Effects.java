package org.integrationstack.worker.effect;

import java.util.List;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.worker.delivery.Delivery;

/** Where a handler leaves what is to be done elsewhere. */
public interface Effects {

    /**
     * Plans effects in the transaction in which the delivery is handled: they are performed if and only if it commits. To
     * plan what is planned already, as when a delivery is replayed without force, changes nothing.
     *
     * @param delivery a delivery with a tenant, to which the effects then belong
     * @throws IllegalArgumentException in the result: for a kind that there is none of, or two effects of one name
     */
    Uni<Void> plan(SqlConnection transaction, Delivery delivery, List<PlannedEffect> effects);
}
