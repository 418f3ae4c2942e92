package org.integrationstack.worker.order;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.provider.EventDefinition.Domain;
import org.integrationstack.common.provider.EventDefinition.Strategy;
import org.integrationstack.worker.event.Happening;
import org.integrationstack.worker.event.Records;

/** Settles orders by what events say about their payments. */
@ApplicationScoped
class Settlement implements Records {
    /** What the event's effects know the buyer's address by. */
    static final String RECEIPT_EMAIL = "receipt_email";

    private final OrderStore orders;
    private final OrderConfig config;

    Settlement(OrderStore orders, OrderConfig config) {
        this.orders = orders;
        this.config = config;
    }

    @Override
    public Set<Strategy> strategies() {
        return Set.of(Strategy.ORDER_PAID, Strategy.ORDER_FAILED);
    }

    @Override
    public Uni<Followed> follow(Happening event, SqlConnection transaction) {
        return Payment.of(event)
                .map(payment -> settle(payment, event, transaction))
                .orElseGet(() -> Uni.createFrom().item(new Followed.Broken("the event says too little of a payment")));
    }

    private Uni<Followed> settle(Payment payment, Happening event, SqlConnection transaction) {
        TenantId tenant = event.delivery().tenant().orElseThrow();
        return orders.hold(transaction, tenant, payment.id())
                .map(found -> found.or(() -> made(payment, event)))
                .chain(order -> order.isPresent()
                        ? settle(order.get(), payment, event, transaction)
                        : await(payment, event, "waits for its order", transaction));
    }

    /** Never on the word of an endpoint: whoever knows its secret could make up orders that are paid. */
    private static Optional<Order> made(Payment payment, Happening event) {
        Domain domain = event.definition().domain().orElseThrow();
        boolean isWanted =
                payment.succeeded() && payment.vouched() && !domain.create().isEmpty() && event.meets(domain.create());
        return isWanted ? Optional.of(Order.madeOf(payment, receiptEmail(event))) : Optional.empty();
    }

    private Uni<Followed> settle(Order order, Payment payment, Happening event, SqlConnection transaction) {
        if (order.isPaid() && !payment.succeeded()) {
            return Uni.createFrom().item(new Followed.Passed("its order is paid"));
        }
        Optional<String> objection = order.objectionTo(payment, config.testPayments());
        if (objection.isPresent()) {
            return order.isPaid()
                    ? Uni.createFrom().item(new Followed.Passed(objection.get()))
                    : await(payment, event, objection.get(), transaction)
                            .map(kept -> new Followed.Passed(objection.get()));
        }
        TenantId tenant = event.delivery().tenant().orElseThrow();
        return orders.save(transaction, tenant, order.after(payment))
                .chain(() -> orders.settled(
                        transaction, tenant, payment.id(), event.delivery().origin()))
                .map(settled -> new Followed.Done(known(order, event.facts().values())));
    }

    /** What effects are to know of a settled order: the product's word for the address counts more than the payment's. */
    static Map<String, Object> known(Order order, Map<String, Object> facts) {
        Map<String, Object> known = new LinkedHashMap<>(facts);
        order.receiptEmail().ifPresent(email -> known.put(RECEIPT_EMAIL, email));
        return known;
    }

    private Uni<Followed> await(Payment payment, Happening event, String reason, SqlConnection transaction) {
        WaitingPayment waiting = new WaitingPayment(
                payment,
                event.delivery().origin(),
                event.facts().values(),
                event.delivery().receivedAt());
        return orders.await(transaction, event.delivery().tenant().orElseThrow(), waiting)
                .map(kept -> new Followed.Kept(reason));
    }

    private static Optional<String> receiptEmail(Happening event) {
        return Optional.ofNullable(event.facts().values().get(RECEIPT_EMAIL)).map(String::valueOf);
    }
}
