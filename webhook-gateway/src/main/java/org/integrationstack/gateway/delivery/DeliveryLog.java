package org.integrationstack.gateway.delivery;

import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.event.ReceivedWebhook;

/** Where verified deliveries become durable. */
public interface DeliveryLog {

    /**
     * Succeeds once the delivery is durable, with where it is. Fails, after the acknowledgement timeout at the latest,
     * when that is not known; the delivery may then be there all the same. Never blocks the caller.
     *
     * @param trace the trace that the delivery continues
     */
    Uni<String> append(ReceivedWebhook delivery, Context trace);
}
