package org.integrationstack.worker.order.postgres;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.database.CallerTransactions;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.order.Order;
import org.integrationstack.worker.order.OrderStatus;
import org.integrationstack.worker.order.OrderStore;
import org.integrationstack.worker.order.Payment;
import org.integrationstack.worker.order.WaitingPayment;

/** Orders in Postgres. Who holds one holds a lock of its name, so that it also works for one that is not there yet. */
@ApplicationScoped
class PostgresOrders implements OrderStore {
    private static final String HOLD = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
    private static final String SELECT = """
            select payment_intent, status, amount, currency, receipt_email, account, livemode
            from customer_order where tenant = $1 and payment_intent = $2""";

    private static final String SAVE = """
            insert into customer_order as o (tenant, payment_intent, status, amount, currency, receipt_email, account,
                livemode)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (tenant, payment_intent) do update set status = excluded.status, amount = excluded.amount,
                currency = excluded.currency, receipt_email = excluded.receipt_email, account = excluded.account,
                livemode = excluded.livemode, updated_at = now()""";

    private static final String AWAIT = """
            insert into waiting_payment (tenant, payment_intent, delivery, succeeded, amount, currency, livemode, account,
                vouched, facts, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            on conflict do nothing""";

    private static final String WAITING = """
            select payment_intent, delivery, succeeded, amount, currency, livemode, account, vouched, facts, received_at
            from waiting_payment where tenant = $1 and payment_intent = $2 order by received_at, delivery""";

    private static final String SETTLED =
            "delete from waiting_payment where tenant = $1 and payment_intent = $2 and delivery = $3";
    private static final String FORGET_OLD =
            "delete from waiting_payment where received_at < now() - interval '30 days'";

    private final CallerTransactions transactions;
    private final Pool engine;
    private final Sealer sealer;

    PostgresOrders(Pool callers, @ReactiveDataSource("engine") Pool engine, Sealer sealer) {
        this.transactions = new CallerTransactions(callers);
        this.engine = engine;
        this.sealer = sealer;
    }

    @Override
    public <T> Uni<T> inTransaction(TenantId tenant, Function<SqlConnection, Uni<T>> work) {
        return transactions.of(tenant, work);
    }

    @Override
    public Uni<Optional<Order>> find(SqlConnection transaction, TenantId tenant, String id) {
        return execute(transaction, SELECT, Tuple.of(tenant.value(), id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PostgresOrders::order)
                        .findFirst());
    }

    @Override
    public Uni<Optional<Order>> hold(SqlConnection transaction, TenantId tenant, String id) {
        String name = new JsonArray(List.of("order", tenant.value(), id)).encode();
        return execute(transaction, HOLD, Tuple.of(name)).chain(() -> find(transaction, tenant, id));
    }

    @Override
    public Uni<Void> save(SqlConnection transaction, TenantId tenant, Order order) {
        Tuple values = Tuple.tuple()
                .addValue(tenant.value())
                .addValue(order.paymentIntentId())
                .addValue(order.status().text())
                .addValue(order.amount())
                .addValue(order.currency())
                .addValue(order.receiptEmail().orElse(null))
                .addValue(order.account().orElse(null))
                .addValue(order.livemode().orElse(null));
        return execute(transaction, SAVE, values).replaceWithVoid();
    }

    @Override
    public Uni<Void> await(SqlConnection transaction, TenantId tenant, WaitingPayment waiting) {
        Payment payment = waiting.payment();
        byte[] facts = new JsonObject(waiting.facts()).encode().getBytes(StandardCharsets.UTF_8);
        Tuple values = Tuple.tuple()
                .addValue(tenant.value())
                .addValue(payment.id())
                .addValue(waiting.delivery().value())
                .addValue(payment.succeeded())
                .addValue(payment.amount())
                .addValue(payment.currency())
                .addValue(payment.livemode())
                .addValue(payment.account().orElse(null))
                .addValue(payment.vouched())
                .addValue(Buffer.buffer(sealer.seal(facts, place(tenant, waiting.delivery()))))
                .addValue(waiting.receivedAt().atOffset(ZoneOffset.UTC));
        return execute(transaction, AWAIT, values).replaceWithVoid();
    }

    @Override
    public Uni<List<WaitingPayment>> waiting(SqlConnection transaction, TenantId tenant, String id) {
        return execute(transaction, WAITING, Tuple.of(tenant.value(), id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> waiting(tenant, row))
                        .toList());
    }

    @Override
    public Uni<Void> settled(SqlConnection transaction, TenantId tenant, String id, DeliveryId delivery) {
        return execute(transaction, SETTLED, Tuple.of(tenant.value(), id, delivery.value()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Integer> forgetOld() {
        return engine.query(FORGET_OLD).execute().map(RowSet::rowCount);
    }

    private static Uni<RowSet<Row>> execute(SqlConnection transaction, String statement, Tuple values) {
        return transaction.preparedQuery(statement).execute(values);
    }

    private static Order order(Row row) {
        return new Order(
                row.getString("payment_intent"),
                OrderStatus.named(row.getString("status")).orElseThrow(),
                row.getLong("amount"),
                row.getString("currency"),
                Optional.ofNullable(row.getString("receipt_email")),
                Optional.ofNullable(row.getString("account")),
                Optional.ofNullable(row.getBoolean("livemode")));
    }

    private WaitingPayment waiting(TenantId tenant, Row row) {
        DeliveryId delivery = new DeliveryId(row.getUUID("delivery"));
        byte[] facts = sealer.open(row.getBuffer("facts").getBytes(), place(tenant, delivery));
        Payment payment = new Payment(
                row.getString("payment_intent"),
                row.getLong("amount"),
                row.getString("currency"),
                row.getBoolean("livemode"),
                Optional.ofNullable(row.getString("account")),
                row.getBoolean("vouched"),
                row.getBoolean("succeeded"));
        return new WaitingPayment(
                payment,
                delivery,
                new JsonObject(Buffer.buffer(facts)).getMap(),
                row.getOffsetDateTime("received_at").toInstant());
    }

    /** A JSON array, so that no two different rows of parts read the same. */
    private static byte[] place(TenantId tenant, DeliveryId delivery) {
        return new JsonArray(List.of("waiting payment", tenant.value(), delivery.toString()))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
    }
}
