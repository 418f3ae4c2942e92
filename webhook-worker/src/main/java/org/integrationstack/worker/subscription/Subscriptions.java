package org.integrationstack.worker.subscription;

import java.util.Map;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.provider.EventDefinition.Domain;
import org.integrationstack.common.provider.EventDefinition.Strategy;
import org.integrationstack.worker.event.Happening;
import org.integrationstack.worker.event.Records;

/** Keeps subscriptions as events tell of them. */
@ApplicationScoped
class Subscriptions implements Records {
    private final SubscriptionStore store;

    Subscriptions(SubscriptionStore store) {
        this.store = store;
    }

    @Override
    public Set<Strategy> strategies() {
        return Set.of(Strategy.SUBSCRIPTION_BEGUN, Strategy.SUBSCRIPTION_CHANGED, Strategy.SUBSCRIPTION_ENDED);
    }

    @Override
    public Uni<Followed> follow(Happening event, SqlConnection transaction) {
        int stage = stage(event.definition().domain().map(Domain::strategy).orElseThrow());
        return Subscription.of(event)
                .map(subscription -> store.keep(transaction, event.delivery(), subscription, stage)
                        .map(Subscriptions::followed))
                .orElseGet(() ->
                        Uni.createFrom().item(new Followed.Broken("the event says too little of a subscription")));
    }

    private static int stage(Strategy strategy) {
        return switch (strategy) {
            case SUBSCRIPTION_BEGUN -> 0;
            case SUBSCRIPTION_ENDED -> 2;
            default -> 1;
        };
    }

    private static Followed followed(boolean isNewest) {
        return isNewest ? new Followed.Done(Map.of()) : new Followed.Passed("a newer event came before");
    }
}
