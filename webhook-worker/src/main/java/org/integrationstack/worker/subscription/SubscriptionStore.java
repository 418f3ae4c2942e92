package org.integrationstack.worker.subscription;

import java.util.Optional;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Delivery;

/** Where subscriptions are kept. */
public interface SubscriptionStore {

    /**
     * Keeps what an event says, unless a newer one said something already.
     *
     * @param stage of two events of one time, the one of the later stage is the newer
     * @return whether it is the newest
     */
    Uni<Boolean> keep(SqlConnection transaction, Delivery delivery, Subscription subscription, int stage);

    /**
     * The tenant's subscription of that id.
     *
     * @param account the provider's account that it is of; empty for the first that was heard of
     */
    Uni<Optional<Subscription>> find(TenantId tenant, String id, Optional<String> account);
}
