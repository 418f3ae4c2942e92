package org.integrationstack.worker.effect.postgres;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.effect.EffectPace;

/**
 * A row for each tenant and kind: when its next turn would be on time. One that comes earlier than that by no more than a
 * burst takes its turn all the same ("generic cell rate algorithm").
 */
@ApplicationScoped
class PostgresPace implements EffectPace {
    private static final String TAKE = """
            insert into effect_pace as p (tenant, kind, next_at)
            values ($1, $2, clock_timestamp() + $3 * interval '1 millisecond')
            on conflict (tenant, kind) do update
                set next_at = greatest(p.next_at, clock_timestamp()) + $3 * interval '1 millisecond'
                where p.next_at <= clock_timestamp() + $4 * interval '1 millisecond'""";

    private static final String WAIT = """
            select ceil(extract(epoch from next_at - clock_timestamp()) * 1000)::bigint - $3 as wait
            from effect_pace where tenant = $1 and kind = $2""";

    private final Pool pool;

    PostgresPace(@ReactiveDataSource("engine") Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Optional<Duration>> take(TenantId tenant, String kind, Duration interval, int burst) {
        long tolerance = interval.toMillis() * (burst - 1);
        return pool.preparedQuery(TAKE)
                .execute(Tuple.of(tenant.value(), kind, interval.toMillis(), tolerance))
                .chain(rows -> rows.rowCount() == 1
                        ? Uni.createFrom().item(Optional.empty())
                        : waiting(tenant, kind, tolerance));
    }

    private Uni<Optional<Duration>> waiting(TenantId tenant, String kind, long tolerance) {
        return pool.preparedQuery(WAIT)
                .execute(Tuple.of(tenant.value(), kind, tolerance))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> Duration.ofMillis(Math.max(1, row.getLong("wait"))))
                        .findFirst());
    }
}
