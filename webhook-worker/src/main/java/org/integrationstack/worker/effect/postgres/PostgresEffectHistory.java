package org.integrationstack.worker.effect.postgres;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.database.CallerTransactions;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.effect.Effect;
import org.integrationstack.worker.effect.EffectHistory;
import org.integrationstack.worker.effect.EffectId;
import org.integrationstack.worker.effect.EffectStatus;

/** Reads for callers, in transactions that carry the tenant and see no other's rows. */
@ApplicationScoped
class PostgresEffectHistory implements EffectHistory {
    private static final String COLUMNS =
            "id, name, kind, status, attempts, reason, result, connection, created_at, settled_at";
    private static final String OF_DELIVERY = " where tenant = $1 and delivery = any($2)";

    private static final String SELECT =
            "select " + COLUMNS + " from effect" + OF_DELIVERY + " order by created_at, name";

    private static final String FIND = "select " + COLUMNS + " from effect" + OF_DELIVERY + " and id = $3";

    private static final String RETRY = """
            update effect set status = 'retrying', reason = null, due = clock_timestamp(), settled_at = null,
                failures = 0, crashes = 0
            %s and id = $3 and status in ('failed', 'unknown') and arguments is not null
            returning %s""".formatted(OF_DELIVERY, COLUMNS);

    private final CallerTransactions transactions;

    PostgresEffectHistory(Pool pool) {
        this.transactions = new CallerTransactions(pool);
    }

    @Override
    public Uni<List<Effect>> of(TenantId tenant, Delivery delivery) {
        return query(tenant, SELECT, Tuple.of(tenant.value(), deliveries(delivery)));
    }

    @Override
    public Uni<Optional<Effect>> find(TenantId tenant, Delivery delivery, EffectId id) {
        return query(tenant, FIND, Tuple.of(tenant.value(), deliveries(delivery), id.value()))
                .map(found -> found.stream().findFirst());
    }

    @Override
    public Uni<Optional<Effect>> retry(TenantId tenant, Delivery delivery, EffectId id) {
        return query(tenant, RETRY, Tuple.of(tenant.value(), deliveries(delivery), id.value()))
                .map(found -> found.stream().findFirst());
    }

    private Uni<List<Effect>> query(TenantId tenant, String sql, Tuple values) {
        return transactions
                .of(tenant, transaction -> transaction.preparedQuery(sql).execute(values))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PostgresEffectHistory::effect)
                        .toList());
    }

    private static UUID[] deliveries(Delivery delivery) {
        return new UUID[] {delivery.id().value(), delivery.origin().value()};
    }

    private static Effect effect(Row row) {
        return new Effect(
                new EffectId(row.getUUID("id")),
                row.getString("name"),
                row.getString("kind"),
                EffectStatus.named(row.getString("status")),
                row.getInteger("attempts"),
                Optional.ofNullable(row.getString("reason")),
                Optional.ofNullable(row.getJsonObject("result")).map(JsonObject::getMap),
                Optional.ofNullable(row.getUUID("connection")).map(ConnectionId::new),
                row.getOffsetDateTime("created_at").toInstant(),
                Optional.ofNullable(row.getOffsetDateTime("settled_at")).map(OffsetDateTime::toInstant));
    }
}
