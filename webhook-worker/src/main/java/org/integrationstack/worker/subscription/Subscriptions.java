package org.integrationstack.worker.subscription;

import java.time.Duration;
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
    /** By no more than this: an event from later on would have all until then count as older. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

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
        return Subscription.of(event)
                .map(subscription -> subscription
                                .eventAt()
                                .isAfter(event.delivery().receivedAt().plus(CLOCKS_DIFFER))
                        ? broken("the event is from the future")
                        : keep(subscription, event, transaction))
                .orElseGet(() -> broken("the event says too little of a subscription"));
    }

    private Uni<Followed> keep(Subscription subscription, Happening event, SqlConnection transaction) {
        int stage = stage(event.definition().domain().map(Domain::strategy).orElseThrow());
        return store.keep(transaction, event.delivery(), subscription, stage).map(Subscriptions::followed);
    }

    private static Uni<Followed> broken(String reason) {
        return Uni.createFrom().item(new Followed.Broken(reason));
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
