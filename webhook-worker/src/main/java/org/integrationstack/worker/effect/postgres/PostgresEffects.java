package org.integrationstack.worker.effect.postgres;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.effect.EffectCall;
import org.integrationstack.worker.effect.EffectKey;
import org.integrationstack.worker.effect.EffectLedger;
import org.integrationstack.worker.effect.EffectOutcome;
import org.integrationstack.worker.effect.EffectStatus;

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

    private final Sealer sealer;

    PostgresEffects(Sealer sealer) {
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
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new EffectKey(row.getString("key")))
                        .collect(Collectors.toUnmodifiableSet()));
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
}
