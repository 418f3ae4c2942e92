package org.integrationstack.worker.order;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.DeliveryId;

/** Where orders are kept. */
public interface OrderStore {

    /** Does work for a caller, in a transaction that sees the tenant's rows alone. */
    <T> Uni<T> inTransaction(TenantId tenant, Function<SqlConnection, Uni<T>> work);

    /** The order. */
    Uni<Optional<Order>> find(SqlConnection transaction, TenantId tenant, String id);

    /** The order, which until the transaction ends nobody else can change, nor make where there is none. */
    Uni<Optional<Order>> hold(SqlConnection transaction, TenantId tenant, String id);

    /** Keeps the order as it is now. */
    Uni<Void> save(SqlConnection transaction, TenantId tenant, Order order);

    /** Keeps a payment until its order can be settled by it. Kept again, it is kept once. */
    Uni<Void> await(SqlConnection transaction, TenantId tenant, WaitingPayment waiting);

    /** The payments that wait for the order, in the order in which they came. */
    Uni<List<WaitingPayment>> waiting(SqlConnection transaction, TenantId tenant, String id);

    /** A payment waits no longer. */
    Uni<Void> settled(SqlConnection transaction, TenantId tenant, String id, DeliveryId delivery);

    /** Forgets payments whose order did not come within 30 days. */
    Uni<Integer> forgetOld();
}
