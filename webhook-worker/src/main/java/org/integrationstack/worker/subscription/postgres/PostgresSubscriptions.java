package org.integrationstack.worker.subscription.postgres;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.database.CallerTransactions;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.subscription.Subscription;
import org.integrationstack.worker.subscription.Subscription.Period;
import org.integrationstack.worker.subscription.SubscriptionStore;

/** Subscriptions in Postgres. */
@ApplicationScoped
class PostgresSubscriptions implements SubscriptionStore {
    private static final String KEEP = """
            insert into subscription as s (tenant, provider, account, id, status, plan, customer, period_start, period_end,
                cancels, livemode, event_at, event_stage, delivery)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            on conflict (tenant, id, provider, account) do update set status = excluded.status, plan = excluded.plan,
                customer = excluded.customer, period_start = excluded.period_start, period_end = excluded.period_end,
                cancels = excluded.cancels, livemode = excluded.livemode, event_at = excluded.event_at,
                event_stage = excluded.event_stage, delivery = excluded.delivery, updated_at = now()
            where (s.event_at, s.event_stage) <= (excluded.event_at, excluded.event_stage)""";

    private static final String FIND = """
            select provider, account, id, status, plan, customer, period_start, period_end, cancels, livemode, event_at
            from subscription where tenant = $1 and id = $2 and ($3::text is null or account = $3)
            order by created_at limit 1""";

    private final CallerTransactions transactions;

    PostgresSubscriptions(Pool callers) {
        this.transactions = new CallerTransactions(callers);
    }

    @Override
    public Uni<Boolean> keep(SqlConnection transaction, Delivery delivery, Subscription subscription, int stage) {
        Tuple values = Tuple.tuple()
                .addValue(delivery.tenant().orElseThrow().value())
                .addValue(subscription.provider())
                .addValue(subscription.account())
                .addValue(subscription.id())
                .addValue(subscription.status())
                .addValue(subscription.plan().orElse(null))
                .addValue(subscription.customer().orElse(null))
                .addValue(subscription
                        .period()
                        .map(Period::start)
                        .map(PostgresSubscriptions::time)
                        .orElse(null))
                .addValue(subscription
                        .period()
                        .map(Period::end)
                        .map(PostgresSubscriptions::time)
                        .orElse(null))
                .addValue(subscription.cancels().orElse(null))
                .addValue(subscription.livemode().orElse(null))
                .addValue(time(subscription.eventAt()))
                .addValue(stage)
                .addValue(delivery.id().value());
        return transaction.preparedQuery(KEEP).execute(values).map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Optional<Subscription>> find(TenantId tenant, String id, Optional<String> account) {
        Tuple values = Tuple.of(tenant.value(), id, account.orElse(null));
        return transactions
                .of(tenant, transaction -> transaction.preparedQuery(FIND).execute(values))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PostgresSubscriptions::subscription)
                        .findFirst());
    }

    private static Subscription subscription(Row row) {
        return new Subscription(
                row.getString("id"),
                row.getString("provider"),
                row.getString("account"),
                row.getString("status"),
                Optional.ofNullable(row.getString("plan")),
                Optional.ofNullable(row.getString("customer")),
                time(row, "period_start")
                        .flatMap(start -> time(row, "period_end").map(end -> new Period(start, end))),
                Optional.ofNullable(row.getBoolean("cancels")),
                Optional.ofNullable(row.getBoolean("livemode")),
                time(row, "event_at").orElseThrow());
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
