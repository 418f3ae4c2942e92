package org.integrationstack.worker.effect.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectClaim;
import org.integrationstack.worker.effect.EffectId;
import org.integrationstack.worker.effect.EffectKey;
import org.integrationstack.worker.effect.EffectLedger;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectStatus;
import org.integrationstack.worker.effect.EffectVerdict;
import org.integrationstack.worker.effect.EffectVerdict.Counts;

/** Effects in Postgres, their arguments sealed. */
@ApplicationScoped
class PostgresEffects implements EffectLedger {
    private static final String INSERT = """
            insert into effect (tenant, key, delivery, name, kind, connection, arguments, status, reason, result, due,
                settled_at, trace_parent)
            select $1, n.key, $2, n.name, n.kind, n.connection, n.arguments, n.status, n.reason, n.result,
                case when n.status = 'pending' then clock_timestamp() end,
                case when n.status <> 'pending' then clock_timestamp() end, $3
            from unnest($4::text[], $5::text[], $6::text[], $7::uuid[], $8::bytea[], $9::text[], $10::text[],
                $11::jsonb[]) as n(key, name, kind, connection, arguments, status, reason, result)
            on conflict do nothing
            returning key""";

    /** The tenants that have something open, one look into the index for each, and no further than is needed. */
    private static final String TENANTS = """
            with recursive waiting as (
                (select tenant from effect where due is not null and tenant > %s order by tenant limit 1)
                union all
                select (select e.tenant from effect e where e.due is not null and e.tenant > waiting.tenant
                    order by e.tenant limit 1)
                from waiting where waiting.tenant is not null
            )""";

    static final String CLAIM = TENANTS.formatted("$2") + """
            , turn as (
                select next.id, next.status from waiting cross join lateral (
                    select e.id, e.status from effect e where e.tenant = waiting.tenant and e.due <= now()
                    order by e.due
                    limit greatest(0, $4::integer - coalesce((select b.n from unnest($5::text[], $6::integer[]) as b(tenant, n)
                        where b.tenant = waiting.tenant), 0))
                    for update skip locked) next
                limit $3
            ), claimed as (
                update effect e set status = 'processing', owner = $1, epoch = e.epoch + 1, attempts = e.attempts + 1,
                    crashes = e.crashes + case when turn.status = 'processing' then 1 else 0 end,
                    due = clock_timestamp() + $7 * interval '1 millisecond'
                from turn where e.id = turn.id
                returning e.*, turn.status = 'processing' as interrupted
            )
            select * from claimed order by tenant""";

    private static final String RECORD = """
            update effect set owner = null, status = $4, reason = $5, result = $6,
                attempts = attempts - $7, failures = failures + $8, crashes = crashes + $9,
                due = clock_timestamp() + $10 * interval '1 millisecond',
                settled_at = case when $10 is null then clock_timestamp() end,
                arguments = case when $4 = 'succeeded' then null else arguments end
            where id = $1 and owner = $2 and epoch = $3""";

    private static final String OLDEST_DUE = TENANTS.formatted("''") + """
            select min(next.due) as due from waiting cross join lateral (
                select e.due from effect e where e.tenant = waiting.tenant and e.due <= now() order by e.due limit 1) next""";

    /** An effect of a delivery that is still there is what keeps a replay from doing it again. */
    private static final String FORGET = """
            delete from effect e where settled_at < clock_timestamp() - $1 * interval '1 millisecond'
                and not exists (select from delivery d where d.id = e.delivery)""";

    private final Pool pool;
    private final Sealer sealer;

    PostgresEffects(@ReactiveDataSource("engine") Pool pool, Sealer sealer) {
        this.pool = pool;
        this.sealer = sealer;
    }

    @Override
    public Uni<Set<EffectKey>> add(SqlConnection transaction, Delivery delivery, List<Entry> entries) {
        Tuple values = Tuple.tuple()
                .addValue(entries.get(0).call().tenant().value())
                .addValue(delivery.id().value())
                .addValue(traceParent(delivery))
                .addValue(column(entries, entry -> entry.call().key().value(), String[]::new))
                .addValue(column(entries, entry -> entry.effect().name(), String[]::new))
                .addValue(column(entries, entry -> entry.effect().kind(), String[]::new))
                .addValue(column(entries, PostgresEffects::connection, UUID[]::new))
                .addValue(column(entries, this::sealedArguments, Buffer[]::new))
                .addValue(column(entries, entry -> status(entry.outcome()).text(), String[]::new))
                .addValue(column(entries, entry -> reason(entry.outcome()), String[]::new))
                .addValue(column(entries, entry -> result(entry.outcome()), JsonObject[]::new));
        return transaction
                .preparedQuery(INSERT)
                .execute(values)
                .map(rows -> rows(rows)
                        .map(row -> new EffectKey(row.getString("key")))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Uni<List<EffectClaim>> claim(Request request) {
        Tuple values = Tuple.tuple()
                .addValue(request.owner())
                .addValue(request.after())
                .addValue(request.most())
                .addValue(request.perTenant())
                .addValue(request.busy().keySet().stream().map(TenantId::value).toArray(String[]::new))
                .addValue(request.busy().values().toArray(Integer[]::new))
                .addValue(request.lease().toMillis());
        return pool.preparedQuery(CLAIM)
                .execute(values)
                .map(rows -> rows(rows).map(row -> claim(request.owner(), row)).toList());
    }

    @Override
    public Uni<Boolean> record(EffectClaim claim, EffectVerdict verdict) {
        Counts counts = verdict.counts();
        Tuple values = Tuple.tuple()
                .addValue(claim.id().value())
                .addValue(claim.owner())
                .addValue(claim.epoch())
                .addValue(verdict.status().text())
                .addValue(verdict.reason().orElse(null))
                .addValue(verdict.status() == EffectStatus.SUCCEEDED ? new JsonObject(verdict.result()) : null)
                .addValue(counts == Counts.NOTHING ? 1 : 0)
                .addValue(counts == Counts.FAILURE || counts == Counts.UNSEEN ? 1 : 0)
                .addValue(counts == Counts.UNSEEN ? 1 : 0)
                .addValue(verdict.delay().map(Duration::toMillis).orElse(null));
        return pool.preparedQuery(RECORD).execute(values).map(rows -> rows.rowCount() == 1);
    }

    @Override
    public Uni<Optional<Instant>> oldestDue() {
        return pool.query(OLDEST_DUE)
                .execute()
                .map(rows -> rows(rows)
                        .findFirst()
                        .flatMap(row -> Optional.ofNullable(row.getOffsetDateTime("due"))
                                .map(OffsetDateTime::toInstant)));
    }

    @Override
    public Uni<Integer> forgetOlderThan(Duration age) {
        return pool.preparedQuery(FORGET).execute(Tuple.of(age.toMillis())).map(RowSet::rowCount);
    }

    private EffectClaim claim(String owner, Row row) {
        return new EffectClaim(
                new EffectId(row.getUUID("id")),
                new TenantId(row.getString("tenant")),
                new DeliveryId(row.getUUID("delivery")),
                row.getString("name"),
                row.getString("kind"),
                call(row),
                row.getInteger("attempts"),
                row.getInteger("failures"),
                row.getInteger("crashes"),
                row.getBoolean("interrupted"),
                Optional.ofNullable(row.getString("trace_parent")),
                owner,
                row.getLong("epoch"));
    }

    private Optional<EffectCall> call(Row row) {
        TenantId tenant = new TenantId(row.getString("tenant"));
        EffectKey key = new EffectKey(row.getString("key"));
        try {
            byte[] arguments = sealer.open(row.getBuffer("arguments").getBytes(), key.associatedData(tenant));
            return Optional.of(new EffectCall(
                    tenant,
                    key,
                    Optional.ofNullable(row.getUUID("connection")).map(ConnectionId::new),
                    new JsonObject(Buffer.buffer(arguments)).getMap(),
                    row.getOffsetDateTime("created_at").toInstant()));
        } catch (SealBrokenException e) {
            return Optional.empty();
        }
    }

    /** The span in which it is planned, or the provider's request. */
    private static String traceParent(Delivery delivery) {
        JsonObject fields = new JsonObject();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), fields, JsonObject::put);
        return fields.getString("traceparent", delivery.traceParent().orElse(null));
    }

    private static UUID connection(Entry entry) {
        return entry.effect().under().map(ConnectionId::value).orElse(null);
    }

    /** Nobody needs those of an effect that is settled already. */
    private Buffer sealedArguments(Entry entry) {
        if (entry.outcome().isPresent()) {
            return null;
        }
        EffectCall call = entry.call();
        byte[] arguments = new JsonObject(call.arguments()).toBuffer().getBytes();
        return Buffer.buffer(sealer.seal(arguments, call.key().associatedData(call.tenant())));
    }

    private static EffectStatus status(Optional<EffectOutcome.Settled> outcome) {
        return outcome.map(
                        settled -> settled instanceof EffectOutcome.Done ? EffectStatus.SUCCEEDED : EffectStatus.FAILED)
                .orElse(EffectStatus.PENDING);
    }

    private static String reason(Optional<EffectOutcome.Settled> outcome) {
        return outcome.filter(EffectOutcome.Refused.class::isInstance)
                .map(refused -> ((EffectOutcome.Refused) refused).reason())
                .orElse(null);
    }

    private static JsonObject result(Optional<EffectOutcome.Settled> outcome) {
        return outcome.filter(EffectOutcome.Done.class::isInstance)
                .map(done -> new JsonObject(((EffectOutcome.Done) done).result()))
                .orElse(null);
    }

    private static <V> V[] column(List<Entry> entries, Function<Entry, V> value, IntFunction<V[]> array) {
        return entries.stream().map(value).toArray(array);
    }

    private static Stream<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
