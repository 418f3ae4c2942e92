package org.integrationstack.gateway.delivery;

import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ReceivedWebhook;

/** Where verified deliveries become durable. */
public interface DeliveryLog {

    /**
     * Succeeds once the delivery is durable. Fails, about the acknowledgement timeout later at the latest, when that is not
     * known; the delivery may then be there all the same. Never blocks the caller; a large body keeps it busy for a while.
     *
     * @param trace the trace that the delivery continues
     */
    Uni<Void> append(ReceivedWebhook delivery, Context trace);
}
