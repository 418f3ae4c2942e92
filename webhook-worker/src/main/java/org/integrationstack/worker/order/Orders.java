package org.integrationstack.worker.order;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.event.LateEffects;

/** Orders as the product tells of them and asks for them. Thread-safe. */
@ApplicationScoped
public class Orders {
    private final OrderStore store;
    private final OrderConfig config;
    private final Deliveries deliveries;
    private final LateEffects effects;

    Orders(OrderStore store, OrderConfig config, Deliveries deliveries, LateEffects effects) {
        this.store = store;
        this.config = config;
        this.deliveries = deliveries;
        this.effects = effects;
    }

    /** What came of telling about an order. */
    public sealed interface Told {

        /** It is known, as it is now: payments that waited for it have settled it. */
        record Known(Order order, boolean isNew) implements Told {}

        /** It is paid, so that it cannot cost something else any more. */
        record Paid() implements Told {}
    }

    public Uni<Optional<Order>> find(TenantId tenant, String id) {
        return store.inTransaction(tenant, transaction -> store.find(transaction, tenant, id));
    }

    /**
     * Tells of an order. What was paid stays paid.
     *
     * @param status what the product says of it; empty where it says nothing
     */
    public Uni<Told> tell(TenantId tenant, Order order, Optional<OrderStatus> status) {
        return store.inTransaction(
                tenant,
                transaction -> store.hold(transaction, tenant, order.paymentIntentId())
                        .chain(known -> known.filter(Order::isPaid)
                                        .filter(paid -> !paid.costsAs(order))
                                        .isPresent()
                                ? Uni.createFrom().<Told>item(new Told.Paid())
                                : keep(tenant, order.with(status(known, status)), transaction)
                                        .map(now -> new Told.Known(now, known.isEmpty()))));
    }

    private static OrderStatus status(Optional<Order> known, Optional<OrderStatus> told) {
        return known.filter(Order::isPaid)
                .map(Order::status)
                .orElseGet(() -> told.orElseGet(() -> known.map(Order::status).orElse(OrderStatus.PENDING)));
    }

    private Uni<Order> keep(TenantId tenant, Order order, SqlConnection transaction) {
        return store.save(transaction, tenant, order)
                .chain(() -> store.waiting(transaction, tenant, order.paymentIntentId()))
                .map(waiting -> waiting.stream()
                        .filter(one -> order.objectionTo(one.payment(), config.testPayments())
                                .isEmpty())
                        .toList())
                .chain(fitting -> settle(tenant, order, fitting, transaction));
    }

    private Uni<Order> settle(TenantId tenant, Order order, List<WaitingPayment> fitting, SqlConnection transaction) {
        Order settled = order;
        for (WaitingPayment one : fitting) {
            settled = settled.after(one.payment());
        }
        Order now = settled;
        return Multi.createFrom()
                .iterable(fitting)
                .onItem()
                .transformToUniAndConcatenate(one -> follow(tenant, now, one, transaction))
                .collect()
                .last()
                .chain(() -> fitting.isEmpty() ? Uni.createFrom().voidItem() : store.save(transaction, tenant, now))
                .replaceWith(now);
    }

    /** The effects that the payment would have had if the order had been there. */
    private Uni<Void> follow(TenantId tenant, Order order, WaitingPayment one, SqlConnection transaction) {
        boolean counts = one.payment().succeeded() || !order.isPaid();
        return store.settled(transaction, tenant, order.paymentIntentId(), one.delivery())
                .chain(() -> deliveries.find(transaction, one.delivery()))
                .chain(delivery -> delivery.isPresent() && counts
                        ? effects.plan(delivery.get(), Settlement.known(order, one.facts()), transaction)
                        : Uni.createFrom().voidItem());
    }
}
