package org.integrationstack.worker.delivery.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.database.CallerTransactions;
import org.integrationstack.worker.delivery.Attempt;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.Payload;

/** Reads the ledger for callers. Every query begins with what the audience may see, and Postgres shows it no more. */
@ApplicationScoped
class PostgresDeliveries implements Deliveries {
    private static final String SELECT = "select " + DeliveryRow.COLUMNS + " from delivery d where ";
    private static final String NEWEST_FIRST = " order by d.received_at desc, d.id desc limit ";
    private static final String SELECT_PAYLOAD =
            "select " + Payloads.COLUMNS + " from delivery d join payload p using (event, received_at) where ";
    private static final String SELECT_HISTORY = "select d.history from delivery d where ";

    private final CallerTransactions transactions;
    private final Payloads payloads;

    PostgresDeliveries(Pool pool, Sealer sealer) {
        this.transactions = new CallerTransactions(pool);
        this.payloads = new Payloads(sealer);
    }

    @Override
    public Uni<Page<Delivery>> page(Audience audience, Filter filter, Optional<Position> after) {
        Conditions conditions = new Conditions(audience).and(filter).after(after);
        return query(audience, SELECT, conditions, NEWEST_FIRST + (Page.SIZE + 1))
                .map(rows -> rows.map(DeliveryRow::delivery).toList())
                .map(rows -> Page.of(rows, Page.SIZE, PostgresDeliveries::position));
    }

    @Override
    public Uni<Optional<Delivery>> find(Audience audience, DeliveryId id) {
        return query(audience, SELECT, only(audience, id), "")
                .map(rows -> rows.map(DeliveryRow::delivery).findFirst());
    }

    @Override
    public Uni<Optional<Delivery>> find(SqlConnection transaction, DeliveryId id) {
        return transaction
                .preparedQuery(SELECT + "d.id = $1")
                .execute(Tuple.of(id.value()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryRow::delivery)
                        .findFirst());
    }

    @Override
    public Uni<Optional<Payload>> payload(Audience audience, DeliveryId id) {
        return query(audience, SELECT_PAYLOAD, only(audience, id), "")
                .map(rows -> rows.map(payloads::payload).findFirst());
    }

    @Override
    public Uni<Optional<List<Attempt>>> attempts(Audience audience, DeliveryId id) {
        return query(audience, SELECT_HISTORY, only(audience, id), "")
                .map(rows -> rows.map(DeliveryRow::attempts).findFirst());
    }

    private static Conditions only(Audience audience, DeliveryId id) {
        return new Conditions(audience).and("d.id = %s", Optional.of(id.value()));
    }

    private Uni<Stream<Row>> query(Audience audience, String select, Conditions conditions, String order) {
        String sql = select + conditions.sql() + order;
        return transactions
                .of(
                        audience.tenant(),
                        audience.unrouted(),
                        transaction -> transaction.preparedQuery(sql).execute(conditions.values()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false));
    }

    private static Position position(Delivery delivery) {
        return new Position(delivery.receivedAt(), delivery.id().value());
    }
}
